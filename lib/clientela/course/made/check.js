// Self-checks: what is said to an answer lies sealed in the page and opens with that answer alone (clientela.course.made.sealed).
(function () {
  "use strict";
  var K = [], turns = 200;
  (function () {
    var n = 2, i, prime;
    while (K.length < 64) {
      prime = true;
      for (i = 2; i * i <= n; i++) if (n % i === 0) { prime = false; break; }
      if (prime) K.push((Math.pow(n, 1 / 3) % 1) * 4294967296 | 0);
      n++;
    }
  })();
  function bytes(text) { return unescape(encodeURIComponent(text)); }
  // SHA-256, as FIPS 180-4 writes it: pages opened from a folder have no crypto.subtle in every browser.
  function sha(text) {
    var h = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19], w = [], words = [], s = bytes(text), i, j;
    for (i = 0; i < s.length; i++) words[i >> 2] |= s.charCodeAt(i) << (24 - 8 * (i % 4));
    words[i >> 2] |= 0x80 << (24 - 8 * (i % 4));
    var last = ((s.length + 8) >> 6) * 16 + 15;
    for (i = 0; i <= last; i++) words[i] |= 0;
    words[last] = s.length * 8;
    function turn(x, by) { return (x >>> by) | (x << (32 - by)); }
    for (j = 0; j <= last; j += 16) {
      var a = h.slice();
      for (i = 0; i < 64; i++) {
        if (i < 16) w[i] = words[j + i];
        else {
          var x = w[i - 15], y = w[i - 2];
          w[i] = (w[i - 16] + (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + w[i - 7] + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10))) | 0;
        }
        var t1 = (a[7] + (turn(a[4], 6) ^ turn(a[4], 11) ^ turn(a[4], 25)) + ((a[4] & a[5]) ^ (~a[4] & a[6])) + K[i] + w[i]) | 0;
        var t2 = ((turn(a[0], 2) ^ turn(a[0], 13) ^ turn(a[0], 22)) + ((a[0] & a[1]) ^ (a[0] & a[2]) ^ (a[1] & a[2]))) | 0;
        a = [(t1 + t2) | 0, a[0], a[1], a[2], (a[3] + t1) | 0, a[4], a[5], a[6]];
      }
      for (i = 0; i < 8; i++) h[i] = (h[i] + a[i]) | 0;
    }
    return h.map(function (v) { return ("00000000" + (v >>> 0).toString(16)).slice(-8); }).join("");
  }
  function open(salt, sealed, answer) {
    var key = salt + "|" + answer, i;
    for (i = 0; i < turns; i++) key = sha(key);
    var tag = sha(key + "|tag").slice(0, 12), found = JSON.parse(atob(sealed)).filter(function (one) { return one[0] === tag; })[0];
    if (!found) return null;
    var hidden = atob(found[1]), said = "", block = "";
    for (i = 0; i < hidden.length; i++) {
      if (i % 32 === 0) block = sha(key + "|" + i / 32);
      said += String.fromCharCode(hidden.charCodeAt(i) ^ parseInt(block.substr(2 * (i % 32), 2), 16));
    }
    said = decodeURIComponent(escape(said));
    return { right: said[0] === "+", words: said.slice(1) };
  }
  // A number as people write it: 31,6 and 31.6 and 1.234.567,8 and $ 4 200 and 32 %.
  function number(text) {
    var s = text.replace(/[\s\u00a0$%€]/g, "").replace(/\u2212/g, "-").replace(/US|COP/gi, ""), dots = s.split(".").length - 1, commas = s.split(",").length - 1, mark;
    if (!/^-?[\d.,]*\d$/.test(s)) return NaN;
    if (dots && commas) {
      mark = s.lastIndexOf(".") > s.lastIndexOf(",") ? "." : ",";
      s = s.split(mark === "." ? "," : ".").join("").replace(mark, ".");
    } else if (dots > 1 || commas > 1) s = s.replace(/[.,]/g, "");
    else if (/^-?[1-9]\d{0,2}[.,]\d{3}$/.test(s) && document_says(s)) s = s.replace(/[.,]/, "");
    else s = s.replace(",", ".");
    return parseFloat(s);
  }
  // 1.234 is a thousand in Spanish, 1,234 in English.
  function document_says(s) {
    var spanish = typeof document === "undefined" || (document.documentElement.lang || "es") === "es";
    return spanish ? s.indexOf(".") > 0 : s.indexOf(",") > 0;
  }
  if (typeof module !== "undefined" && module.exports) { module.exports = { sha: sha, open: open, number: number }; return; }

  function element(name, parent, text, kind) {
    var made = document.createElement(name);
    if (text) made.textContent = text;
    if (kind) made.className = kind;
    parent.appendChild(made);
    return made;
  }
  function check(block, place) {
    var data = block.dataset, name = "check-" + place, list = block.querySelector("ul, ol"), blank = block.querySelector("p"), inputs = [], field;
    var box = document.createElement("fieldset");
    element("legend", box, data.wordLegend);
    if (list) {
      [].forEach.call(list.children, function (item, at) {
        var label = element("label", box), input = element("input", label);
        input.type = "radio"; input.name = name; input.value = at;
        element("span", label).innerHTML = item.innerHTML;
        inputs.push(input);
      });
      list.replaceWith(box);
    } else {
      var label = element("label", box, "", "number");
      element("span", label, data.wordNumber);
      field = element("input", label);
      field.type = "text"; field.inputMode = "decimal"; field.autocomplete = "off";
      element("span", label, data.unit || "");
      blank.replaceWith(box);
    }
    var button = element("button", box, data.wordButton), said = element("p", box, "", "said");
    button.type = "button";
    said.setAttribute("role", "status");
    function tell(text, kind) { said.textContent = text; said.className = "said " + kind; }
    function ask() {
      var answer;
      if (field) {
        answer = number(field.value);
        if (isNaN(answer)) { tell(data.wordNone, "careful"); return; }
        // A learner's grid: the answer's own digits do not stand in the page.
        answer = Math.round(answer / parseFloat(data.step));
      } else {
        answer = inputs.filter(function (one) { return one.checked; })[0];
        if (!answer) { tell(data.wordChoose, "careful"); return; }
        answer = answer.value;
      }
      var found = open(data.salt, data.sealed, String(answer));
      if (!found) tell(data.wordNot, "bad");
      else tell((found.right ? data.wordRight : data.wordWrong) + " " + found.words, found.right ? "good" : "bad");
    }
    button.addEventListener("click", ask);
    if (field) field.addEventListener("keydown", function (event) { if (event.key === "Enter") ask(); });
  }
  [].forEach.call(document.querySelectorAll(".check"), check);
  // A hint stays folded until it is asked for.
  [].forEach.call(document.querySelectorAll(".hint"), function (hint) {
    var folded = document.createElement("details");
    element("summary", folded, hint.dataset.wordHint);
    hint.replaceWith(folded);
    folded.className = "hint";
    while (hint.firstChild) folded.appendChild(hint.firstChild);
  });
})();
