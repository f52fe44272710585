/* Daozhang, on a shop's payment page. No dependencies; needs of the page's policy: script-src and frame-src of this address.
   <script src="https://support.example/embed.js" data-channel="alipay" data-amount-fen="20000" data-sku="S1" async></script>
   docs/embed.md has all attributes and window.Daozhang. */
(function () {
  "use strict";
  var script = document.currentScript;
  if (!script || !script.src || !window.postMessage) return;
  if (window.Daozhang && window.Daozhang.remove) window.Daozhang.remove();

  var base = new URL(script.src).origin;
  var given = script.dataset;
  var english = (given.lang || document.documentElement.lang || "zh").slice(0, 2).toLowerCase() === "en";
  var words = english
    ? { panel: "Before you pay", faq: "Questions about paying", close: "Close" }
    : { panel: "付款提示", faq: "付款常见问题", close: "关闭" };
  var asked = {
    channel: given.channel,
    amountFen: given.amountFen,
    sku: given.sku,
    order: given.order,
    precheck: given.precheck,
    failed: "failed" in given && given.failed !== "false" ? "1" : "",
  };
  var WAIT_MS = 20000;
  var frames = [];
  var panel, float, timer;
  /* Whether the panel that is shown has answered: until then nothing that is said to it is heard. */
  var heard = false;

  function address(view) {
    var url = new URL("/embed", base);
    var all = Object.assign({ view: view, host: location.origin, lang: english ? "en" : "zh-CN", theme: given.theme }, asked);
    Object.keys(all).forEach(function (name) {
      if (all[name]) url.searchParams.set(name, all[name]);
    });
    return url.href;
  }

  /* Styles go through the DOM: policies without unsafe-inline allow that. */
  function style(element, rules) {
    Object.keys(rules).forEach(function (name) {
      element.style.setProperty(name, rules[name], "important");
    });
    return element;
  }

  function frame(view, title, rules) {
    var element = document.createElement("iframe");
    element.title = title;
    /* No allow-same-origin: the frame has no origin of its own, no cookies and no storage, and cannot touch this page. */
    element.setAttribute("sandbox", "allow-scripts allow-popups allow-popups-to-escape-sandbox");
    element.setAttribute("referrerpolicy", "no-referrer");
    element.src = address(view);
    frames.push(element);
    return style(element, Object.assign({ border: "0", display: "block", width: "100%", "color-scheme": "normal" }, rules));
  }

  function from(event) {
    /* A frame without an origin says "null"; whose window it is cannot be forged. */
    if (event.origin !== "null" && event.origin !== base) return undefined;
    return frames.filter(function (one) {
      return one.contentWindow === event.source;
    })[0];
  }

  function hear(event) {
    var who = from(event);
    var said = event.data;
    if (!who || !said || said.daozhang !== "size") return;
    var height = Math.max(0, Math.min(4000, Math.ceil(Number(said.height) || 0)));
    if (who === panel) {
      clearTimeout(timer);
      heard = true;
      style(panel, { height: height + "px", visibility: "visible" });
    }
  }

  function say(message) {
    /* The frame's origin is opaque, so no other target can be named; it is told nothing that this page does not show. */
    frames.forEach(function (one) {
      if (one.contentWindow) one.contentWindow.postMessage(message, "*");
    });
  }

  function refused() {
    console.warn("Daozhang: the panel did not answer. Is " + location.origin + " in EMBED_ORIGINS of " + base + "?");
    remove();
  }

  function floating() {
    float = style(document.createElement("div"), {
      position: "fixed",
      right: "16px",
      bottom: "16px",
      "z-index": "2147483000",
    });
    var inside = float.attachShadow ? float.attachShadow({ mode: "closed" }) : float;
    var box = style(document.createElement("div"), { display: "none" });
    var button = document.createElement("button");
    var open = false;
    var shown;
    button.type = "button";
    button.textContent = "?";
    button.setAttribute("aria-label", words.faq);
    button.setAttribute("aria-expanded", "false");
    button.title = words.faq;
    style(button, {
      width: "48px",
      height: "48px",
      margin: "8px 0 0 auto",
      display: "block",
      border: "1px solid #fff",
      "border-radius": "24px",
      background: "#2f55d4",
      color: "#fff",
      font: "600 20px/1 system-ui,sans-serif",
      cursor: "pointer",
    });
    function toggle() {
      open = !open;
      if (open && !shown) {
        shown = frame("faq", words.faq, { height: "100%" });
        box.appendChild(shown);
      }
      style(box, {
        display: open ? "block" : "none",
        width: "min(360px, calc(100vw - 32px))",
        height: "min(480px, calc(100vh - 104px))",
        overflow: "hidden",
        "border-radius": "8px",
        "box-shadow": "0 8px 24px rgb(0 0 0 / .25)",
        background: "#fff",
      });
      button.textContent = open ? "×" : "?";
      button.setAttribute("aria-label", open ? words.close : words.faq);
      button.setAttribute("aria-expanded", String(open));
    }
    button.addEventListener("click", toggle);
    float.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && open) {
        toggle();
        button.focus();
      }
    });
    inside.appendChild(box);
    inside.appendChild(button);
    document.body.appendChild(float);
  }

  function start() {
    var place = given.into && document.querySelector(given.into);
    /* Room kept from the start: what grows later would move the button to pay from under the thumb. Unseen until it answers. */
    var room = (parseInt(given.height, 10) || 220) + "px";
    panel = frame("panel", words.panel, { height: room, visibility: "hidden", "max-width": "100%" });
    if (place) place.appendChild(panel);
    else if (script.parentNode && document.body.contains(script)) script.parentNode.insertBefore(panel, script.nextSibling);
    else document.body.appendChild(panel);
    timer = setTimeout(refused, WAIT_MS);
    if (given.faq !== "off") floating();
  }

  function load() {
    heard = false;
    if (panel) panel.src = address("panel");
  }

  function remove() {
    clearTimeout(timer);
    window.removeEventListener("message", hear);
    [panel, float].forEach(function (element) {
      if (element && element.parentNode) element.parentNode.removeChild(element);
    });
    frames = [];
  }

  window.addEventListener("message", hear);
  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start);

  window.Daozhang = {
    /** The payment failed: shows the way to the checklist, with the order filled in. */
    failed: function (what) {
      var orderNo = (what && what.orderNo) || asked.order || "";
      asked.order = orderNo;
      asked.failed = "1";
      if (heard) say({ daozhang: "failed", orderNo: String(orderNo) });
      else load();
      if (panel && panel.scrollIntoView) panel.scrollIntoView({ block: "nearest" });
    },
    /** Another channel, sum, product, order or answer: the panel is asked anew. */
    update: function (what) {
      Object.assign(asked, { precheck: "", failed: "" }, what);
      load();
    },
    remove: remove,
  };
})();
