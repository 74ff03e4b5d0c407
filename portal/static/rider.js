// Helps somebody with a telephone in one hand; without it everything works. What an old WebView lacks, it is not offered.
(function () {
  "use strict";
  if (!window.fetch || !window.Promise || !window.FormData || !window.AbortController || !Element.prototype.closest) return;
  var PIXELS = 1600, BYTES = 400 * 1024, PATIENCE = 60000, TOUCH = 8000, KEPT = 2 * 24 * 3600 * 1000, OURS = "wt:";
  var isChinese = /^zh/.test(document.documentElement.lang);

  function made(tag, text, kind) {
    var one = document.createElement(tag);
    one.textContent = text || "";
    if (!isChinese) one.lang = "zh-CN";  // what this script says is Chinese on every page
    if (kind) one.className = kind;
    return one;
  }
  function button(text, press) {
    var one = made("button", text, "wt-second");
    one.type = "button";
    one.addEventListener("click", press);
    return one;
  }
  function each(list, act) { Array.prototype.forEach.call(list, act); }
  function ask(address, what, patience) {  // gives up on a line that is dead without saying so
    var stop = new AbortController(), wait = setTimeout(function () { stop.abort(); }, patience);
    what.signal = stop.signal;
    what.credentials = "same-origin";
    return fetch(address, what).then(function (answer) { clearTimeout(wait); return answer; });
  }

  // ── a report whose line is cut stays on the telephone ──
  function sweep() {  // on every page: who never comes back to a screen leaves no name and no telephone number behind
    try {
      Object.keys(localStorage).forEach(function (name) {
        if (name.indexOf(OURS) === 0 && !(Date.now() - read(name).at <= KEPT)) localStorage.removeItem(name);
      });
    } catch (closed) { return; }
  }
  function read(name) { try { return JSON.parse(localStorage.getItem(name)) || {}; } catch (broken) { return {}; } }
  function keep(form) {
    var name = OURS + form.getAttribute("action").split("?")[0], told = made("div", "", "answer");
    var waits = false, going = false;
    told.setAttribute("role", "status");
    told.hidden = true;
    form.insertBefore(told, form.querySelector("button[type=submit]"));
    function say(text, more) { told.hidden = false; told.textContent = text; each(more || [], function (one) { told.appendChild(one); }); }
    function store(value) { try { value ? localStorage.setItem(name, value) : localStorage.removeItem(name); } catch (full) { return; } }
    function answers() {
      return Array.prototype.filter.call(form.elements, function (one) { return one.name && one.type !== "hidden"; });
    }
    function wipe() {
      store("");
      waits = false;
      form.reset();
      say("已清除。");
      answers()[0].focus();
    }
    function giveBack() {
      var kept = read(name).given;
      store("");
      if (!kept) return;
      each(answers(), function (one) {
        var given = kept[one.name];
        if (given === undefined) return;
        if (one.type === "radio" || one.type === "checkbox") one.checked = given.indexOf(one.value) >= 0;
        else one.value = given[0] || "";
      });
      say("上次没有交上去的内容存在这部手机里，已填回来，请再按一次。不是您填的，请清除。", [button("清除", wipe)]);
    }
    function putBy() {
      var given = {};
      each(answers(), function (one) {
        given[one.name] = given[one.name] || [];
        if ((one.type !== "radio" && one.type !== "checkbox") || one.checked) given[one.name].push(one.value);
      });
      store(JSON.stringify({ at: Date.now(), given: given }));
      waits = true;
      going = false;
      say("网络不通。内容已存在手机里，联网后自动提交。", [button("再试一次", send), button("清除", wipe)]);
    }
    function send() {  // the line is tried first: a form that is sent into nothing leaves an empty window
      if (going) return;
      going = told.hidden = true;
      waits = false;
      ask("/healthz", { cache: "no-store" }, TOUCH).then(function () { store(""); form.submit(); }, putBy);
    }
    form.addEventListener("submit", function (event) { event.preventDefault(); send(); });
    window.addEventListener("online", function () { if (waits) send(); });
    window.addEventListener("pageshow", function () { going = false; });
    giveBack();
  }

  // ── questions that only one answer asks for: closed until it is given ──
  function onlyFor(pair) {
    var inside = document.querySelector("details [name=" + pair[0] + "]"), form = inside && inside.form;
    if (!inside) return;
    var more = inside.closest("details"), faulty = more.querySelector(".wt-error");
    function turn() { more.open = !!form.querySelector("[name=" + pair[1] + "][value=" + pair[2] + "]:checked"); }
    each(form.querySelectorAll("[name=" + pair[1] + "]"), function (one) { one.addEventListener("change", turn); });
    if (!faulty) turn();
  }

  // ── the place, from the telephone, when it is asked for ──
  function locate(place) {
    var one = button("用手机定位", function () {
      one.disabled = true;
      one.textContent = "正在定位…";
      navigator.geolocation.getCurrentPosition(function (found) {
        var at = found.coords, text = "北纬" + at.latitude.toFixed(5) + " 东经" + at.longitude.toFixed(5);
        place.value = (place.value.trim() + " " + text).trim();
        one.textContent = "已填入位置";
      }, function () { one.disabled = false; one.textContent = "定位不到，请写路名（可再试）"; }, { timeout: 15000, enableHighAccuracy: true });
    });
    place.parentNode.appendChild(one);
  }

  // ── photographs made small, each sent on its own, each tried again on its own ──
  function small(file) {
    var straight = window.CSS && CSS.supports && CSS.supports("image-orientation", "from-image");
    if (!straight || !/^image\/(jpeg|png|webp)$/.test(file.type)) return Promise.resolve(file);
    return new Promise(function (done) {
      var picture = new Image(), at = URL.createObjectURL(file);
      function over(blob) { URL.revokeObjectURL(at); done(blob && blob.size < file.size ? blob : file); }
      function draw(pixels, quality) {
        var scale = Math.min(1, pixels / Math.max(picture.width, picture.height)), canvas = made("canvas");
        if (scale === 1 && file.size <= BYTES) return over();
        canvas.width = Math.round(picture.width * scale);
        canvas.height = Math.round(picture.height * scale);
        canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
        canvas.toBlob(function (blob) {
          if (!blob || blob.size <= BYTES || pixels < 400) over(blob);
          else if (quality > 0.5) draw(pixels, quality - 0.15);
          else draw(pixels * 0.75, 0.8);
        }, "image/jpeg", quality);
      }
      picture.onload = function () { draw(PIXELS, 0.85); };
      picture.onerror = function () { over(); };
      picture.src = at;
    });
  }
  function upload(form) {
    var rows = [], list = made("ul", "", "wt-files"), told = made("p"), busy = false;
    told.setAttribute("role", "status");
    function add(file) {
      var row = { file: file, state: "" }, line = made("li", file.name + " "), said = made("span", "", "wt-meta");
      row.say = function (state, text) { row.state = state; said.textContent = text; again.hidden = state !== "failed"; };
      row.gone = function () { rows.splice(rows.indexOf(row), 1); list.removeChild(line); };
      var again = button("重试", function () { row.say("", "等待上传"); send(); });
      [said, again, button("删除", function () { if (row.state !== "going") row.gone(); })].forEach(function (one) { line.appendChild(one); });
      row.say("", "等待上传");
      list.appendChild(line);
      rows.push(row);
    }
    each(form.querySelectorAll("input[type=file]"), function (input) {
      input.addEventListener("change", function () { each(input.files, add); input.value = ""; });
    });
    form.insertBefore(list, form.querySelector("button[type=submit]"));
    form.insertBefore(told, list.nextSibling);
    function send() {
      var row = rows.filter(function (one) { return !one.state; })[0];
      if (busy) return;
      if (form.elements.kind && !form.elements.kind.value) return chooseFirst();
      if (!row) return finish();
      busy = true;
      told.className = told.textContent = "";
      row.say("going", "正在上传…");
      small(row.file).then(function (bytes) {
        var body = new FormData(form);
        body.append("files", bytes, bytes === row.file ? row.file.name : row.file.name.replace(/\.\w+$/, "") + ".jpg");
        return ask(form.action, { method: "POST", body: body }, PATIENCE);
      }).then(function (answer) { return answer.text().then(function (text) { judge(row, answer, text); }); })
        .catch(function () { row.say("failed", "没有传成功"); })
        .then(function () { busy = false; send(); });
    }
    function chooseFirst() {
      told.className = "wt-error";
      told.textContent = form.getAttribute("data-which");
      form.elements.kind.focus();
    }
    function judge(row, answer, text) {
      var page = new DOMParser().parseFromString(text, "text/html"), why = page.querySelector(".wt-errors li");
      if (answer.ok && answer.redirected && answer.url.split("?")[0] === form.action) row.say("done", "已收到");
      else if (why && why.textContent.indexOf(form.getAttribute("data-came")) >= 0) row.say("done", "已收到过，没有重复保存");
      else row.say(why ? "refused" : "failed", why ? why.textContent : "没有传成功");
    }
    function finish() {
      var left = rows.filter(function (one) { return one.state !== "done"; }).length, came = rows.length - left;
      told.textContent = "已收到 " + came + " 张" + (left ? "，" + left + " 张没有收到" : "");
      if (!left && came) location.href = form.action + "?came=" + Math.min(came, 99);
    }
    form.addEventListener("submit", function (event) { if (rows.length) { event.preventDefault(); send(); } });
    window.addEventListener("online", function () {
      rows.forEach(function (row) { if (row.state === "failed") row.say("", "等待上传"); });
      if (rows.length) send();
    });
  }

  // ── an account number in fours, as it stands on the card ──
  function inFours(account) {
    account.addEventListener("input", function (event) {
      if (event.isComposing || account.selectionStart !== account.value.length) return;
      account.value = account.value.replace(/\s/g, "").replace(/(.{4})(?=.)/g, "$1 ");
    });
  }

  sweep();
  each(document.querySelectorAll("form[data-keep]"), keep);
  each([["reporter", "for_whom", "other"], ["year", "when", "earlier"]], onlyFor);
  each(document.querySelectorAll("input[name=account]"), inFours);
  each(document.querySelectorAll("form[data-upload]"), upload);
  if (navigator.geolocation) each(document.querySelectorAll("[data-keep] input[name=place]"), locate);
})();
