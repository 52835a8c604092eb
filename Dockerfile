# The production image: built in one stage, run in another, as a user without rights on a read-only file system.

FROM python:3.13-slim-bookworm AS build
WORKDIR /app
ENV PYTHONDONTWRITEBYTECODE=1
COPY requirements/tools.lock requirements/app.lock requirements/
RUN python -m venv /opt/tools \
    && /opt/tools/bin/pip install --no-cache-dir --require-hashes --requirement requirements/tools.lock \
    && /opt/tools/bin/uv venv --python /usr/local/bin/python3.13 /opt/venv \
    && /opt/tools/bin/uv pip sync --no-cache --require-hashes --compile-bytecode \
        --python /opt/venv/bin/python requirements/app.lock
COPY . .
# Collecting needs settings, and settings need a key: this one never leaves this stage.
RUN export VAR_DIR=/tmp/var STATIC_ROOT=/opt/static SECRET_KEY=$(head -c 48 /dev/urandom | base64 -w0) \
    && mkdir -p /tmp/var \
    && /opt/venv/bin/python manage.py compilemessages \
    && /opt/venv/bin/python manage.py collectstatic --no-input --verbosity 0 --ignore '*.ttf' \
    && /opt/venv/bin/python -m compileall -q accounts campaigns config prisoners sources toolkit

FROM python:3.13-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 unforgotten \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin unforgotten \
    && install -d -o 10001 -g 10001 -m 0700 /var/lib/unforgotten
COPY --from=build /opt/venv /opt/venv
COPY --from=build /opt/static /opt/static
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    XDG_CACHE_HOME=/tmp \
    VAR_DIR=/var/lib/unforgotten \
    STATIC_ROOT=/opt/static \
    HOST=0.0.0.0 \
    PORT=8000
USER 10001:10001
VOLUME /var/lib/unforgotten
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
    CMD ["python", "-m", "toolkit.serving.health", "web"]
CMD ["python", "manage.py", "serve", "--only", "web"]
