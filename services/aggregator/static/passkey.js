// Asks the browser for a passkey, and sends its answer with the form. Written for older browsers too: no library, no
// conversion that only the newest have.
"use strict";
(() => {
  const form = document.querySelector("form[data-passkey]");
  if (!form) return;
  const told = form.querySelector("[role=status]");
  const bytes = (text) => {
    const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(plain, (each) => each.charCodeAt(0));
  };
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const descriptors = (list) => (list || []).map((each) => ({ ...each, id: bytes(each.id) }));

  const options = JSON.parse(form.dataset.options);
  options.challenge = bytes(options.challenge);
  if (options.user) options.user.id = bytes(options.user.id);
  if (options.excludeCredentials) options.excludeCredentials = descriptors(options.excludeCredentials);
  if (options.allowCredentials) options.allowCredentials = descriptors(options.allowCredentials);

  const refusals = {
    NotAllowedError: "没有确认，或已超时。可以再点一次“继续”，或返回用别的方式。",
    InvalidStateError: "这台设备已经登记过，不必再添加。",
    NotSupportedError: "这台设备没有可用的通行密钥，请返回用别的方式。",
    SecurityError: "浏览器打开的不是登记的地址，请用正式地址访问。",
  };

  const ask = async () => {
    if (!window.PublicKeyCredential) {
      told.textContent = "这个浏览器不支持通行密钥，请返回用别的方式。";
      return;
    }
    try {
      const making = form.dataset.passkey === "make";
      const found = await (making
        ? navigator.credentials.create({ publicKey: options })
        : navigator.credentials.get({ publicKey: options }));
      const response = { clientDataJSON: text(found.response.clientDataJSON) };
      if (making) {
        response.attestationObject = text(found.response.attestationObject);
      } else {
        response.authenticatorData = text(found.response.authenticatorData);
        response.signature = text(found.response.signature);
        response.userHandle = found.response.userHandle ? text(found.response.userHandle) : null;
      }
      form.elements.answer.value = JSON.stringify({ id: found.id, rawId: text(found.rawId), type: found.type, response });
      form.submit();
    } catch (error) {
      told.textContent = refusals[error.name] || "没有完成，请返回用别的方式。";
    }
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
  if (form.dataset.passkey === "use") ask();
})();
