// The button that switches notifications on. Without this script it stays hidden; switching off needs none.
"use strict";

(() => {
  const button = document.querySelector("[data-push]");
  if (!button || !("serviceWorker" in navigator) || !("PushManager" in window)) {
    return;
  }
  const said = document.getElementById(button.dataset.says);

  const keyBytes = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

  const keyText = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replaceAll("=", "");

  const subscribe = async () => {
    if ((await Notification.requestPermission()) !== "granted") {
      return button.dataset.denied;
    }
    const registration = await navigator.serviceWorker.register(button.dataset.worker);
    await ready(registration);
    const subscription = await registration.pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: keyBytes(button.dataset.push),
    });
    const answer = await fetch(button.dataset.address, {
      method: "POST",
      credentials: "omit",
      body: new URLSearchParams({
        endpoint: subscription.endpoint,
        p256dh: keyText(subscription.getKey("p256dh")),
        auth: keyText(subscription.getKey("auth")),
      }),
    });
    if (answer.status === 201) {
      location.reload();
      return "";
    }
    return (await answer.text()) || button.dataset.failed;
  };

  // The worker's folder has no page, so that navigator.serviceWorker.ready never comes.
  const ready = (registration) =>
    new Promise((resolve) => {
      const worker = registration.installing || registration.waiting || registration.active;
      if (worker.state === "activated") {
        resolve();
      }
      worker.addEventListener("statechange", () => worker.state === "activated" && resolve());
    });

  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      said.textContent = await subscribe();
    } catch {
      said.textContent = button.dataset.failed;
    }
    button.disabled = false;
  });
})();
