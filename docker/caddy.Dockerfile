# Caddy as a user without rights. It listens on 8080 and 8443 inside, so it needs no capability; the copy drops
# the one that the file carries, with which it would not start under no-new-privileges.
FROM caddy:2-alpine
RUN cp /usr/bin/caddy /usr/bin/caddy.plain \
    && mv /usr/bin/caddy.plain /usr/bin/caddy \
    && addgroup -g 10001 proxy-user \
    && adduser -D -H -u 10001 -G proxy-user proxy-user \
    && chown -R 10001:10001 /data /config
COPY Caddyfile /etc/caddy/Caddyfile
USER 10001:10001
