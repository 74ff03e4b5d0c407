// What makes the desk quicker with a script. Without it everything works: links, forms and buttons are plain.
"use strict";
(function () {
  var body = document.body;
  // A button in flight is not pressed twice.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    form.querySelectorAll("button[type=submit]").forEach(function (button) {
      button.setAttribute("aria-busy", "true");
    });
    if ("download" in form.dataset) setTimeout(free, 5000, form);  // a file comes and the page stays
  });
  var free = function (form) {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-busy]").forEach(function (button) { button.removeAttribute("aria-busy"); });
  };
  window.addEventListener("pageshow", function () { document.querySelectorAll("form[data-sent]").forEach(free); });
  // A filter is sent when a choice is made.
  document.querySelectorAll(".wt-filter select").forEach(function (select) {
    var wait;
    select.addEventListener("change", function () {
      clearTimeout(wait);
      wait = setTimeout(function () { select.form.requestSubmit(); }, 400);
    });
  });
  // What is shown in clear is shown for so long.
  var shown = document.querySelector("[data-seconds]");
  if (shown) setTimeout(function () { location.replace(shown.dataset.back); }, shown.dataset.seconds * 1000);
  var summary = document.querySelector(".wt-errors");
  if (summary) summary.focus();
  // Two minutes before the session would end it says so; one press and it goes on, with nothing typed lost.
  var idle = document.getElementById("wt-idle");
  var rest = function () { setTimeout(function () { idle.hidden = false; }, 28 * 60 * 1000); };
  if (idle) {
    rest();
    idle.querySelector("a").addEventListener("click", function (event) {
      event.preventDefault();
      fetch(location.pathname, { credentials: "same-origin" }).then(function () { idle.hidden = true; rest(); });
    });
  }
  // What has changed elsewhere is fetched again, region by region, and never under somebody's hands: a region with the focus,
  // something typed or something opened stays. For what stays, and for what is no region, a line says that there is news.
  var typed = function (field) {
    if (field.options) return Array.prototype.some.call(field.options, function (one) { return one.selected !== one.defaultSelected; });
    return field.value !== field.defaultValue || field.checked !== field.defaultChecked;
  };
  var inUse = function (region) {
    var fields = region.querySelectorAll("input:not([type=hidden]),textarea,select");
    return region.contains(document.activeElement) || region.querySelector("details[open]") || Array.prototype.some.call(fields, typed);
  };
  var changed = document.getElementById("wt-changed");
  var refetch = function (names) {
    fetch(location.href, { credentials: "same-origin", headers: { "x-live": "1" } }).then(function (answer) {
      return answer.ok && !answer.redirected ? answer.text() : "";
    }).then(function (text) {
      var fresh = new DOMParser().parseFromString(text, "text/html"), stays = false, whole = false;
      names.forEach(function (name) {
        var old = document.getElementById("live-" + name), now = fresh.getElementById("live-" + name);
        if (!old) return;
        if (!now || inUse(old)) { stays = true; return; }
        whole = whole || now.hasAttribute("data-whole");
        old.replaceWith(document.adoptNode(now));
      });
      changed.hidden = whole && !stays;
    }).catch(function () { changed.hidden = false; });
  };
  if (changed && window.EventSource) {
    new EventSource("/live/" + body.dataset.live).addEventListener("changed", function (event) {
      refetch(event.data.split(" ").concat("now"));
    });
  }
  // The blocks of a letter that became others by what was filled in are outlined for three seconds.
  var preview = document.getElementById("preview");
  if (preview) {
    var blocks = function () { return Array.prototype.slice.call(preview.querySelectorAll("p,li,h2,h3,dd,td")); };
    var texts = function () { return blocks().map(function (block) { return block.textContent; }); };
    var known = texts();
    new MutationObserver(function () {
      blocks().forEach(function (block) {
        if (known.indexOf(block.textContent) >= 0) return;
        block.classList.add("wt-new");
        setTimeout(function () { block.classList.remove("wt-new"); }, 3000);
      });
      known = texts();
    }).observe(preview, { childList: true });
  }
  // Keys: only where nobody is typing.
  if (!body.dataset.keys) return;
  var rows = function () { return Array.prototype.slice.call(document.querySelectorAll("[data-row] a:first-of-type, a[data-row]")); };
  var go = { d: "/desk", a: "/desk/approvals", p: "/desk/payments" };
  var pending = "";
  var step = function (by) {
    var all = rows(), at = all.indexOf(document.activeElement);
    if (all.length) all[Math.max(0, Math.min(all.length - 1, at + by))].focus();
  };
  var open = function (selector) {
    var link = document.querySelector(selector);
    if (link) link.click();
  };
  var keys = {
    "/": function () { var box = document.getElementById("q"); if (box) box.focus(); },
    j: function () { step(1); },
    k: function () { step(-1); },
    e: function () { open("a[data-key=e]"); },
    t: function () { open("a[data-key=t]"); },
    o: function () { open("a[data-key=o]"); },
    "[": function () { open("a[rel=prev]"); },
    "]": function () { open("a[rel=next]"); },
    "?": function () { location.href = "/desk/keys"; }
  };
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable) return;
    if (pending === "g" && go[event.key]) { pending = ""; location.href = go[event.key]; return; }
    pending = event.key === "g" ? "g" : "";
    if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
  });
})();
