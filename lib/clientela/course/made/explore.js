// Figures to move. Their formulas are those of the library: clientela.customers.rhythm, clientela.loyalty.clv, clientela.loyalty.campaigns.
(function () {
  "use strict";
  // Nine in ten returns come before this many days, when pauses vary around the usual one as a gamma does (mean, coefficient of variation).
  function limit(gap, spread) {
    var shape = 1 / (spread * spread), low = 0, high = gap * 20, at, i;
    for (i = 0; i < 80; i++) {
      at = (low + high) / 2;
      if (below(shape, at * shape / gap) < 0.9) low = at; else high = at;
    }
    return at;
  }
  // The regularized lower incomplete gamma function, by its series and its continued fraction.
  function below(a, x) {
    if (x <= 0) return 0;
    var scale = Math.exp(-x + a * Math.log(x) - logGamma(a)), sum, term, n, b, c, d, h, an, i;
    if (x < a + 1) {
      sum = term = 1 / a;
      for (n = 1; n < 500 && term > sum * 1e-12; n++) sum += term *= x / (a + n);
      return sum * scale;
    }
    b = x + 1 - a; c = 1e300; d = 1 / b; h = d;
    for (i = 1; i < 500; i++) {
      an = -i * (i - a); b += 2; d = an * d + b; d = 1 / (Math.abs(d) < 1e-300 ? 1e-300 : d);
      c = b + an / c; h *= d * c;
      if (Math.abs(d * c - 1) < 1e-12) break;
    }
    return 1 - scale * h;
  }
  function logGamma(x) {
    var c = [76.18009172947146, -86.50532032941677, 24.01409824083091, -1.231739572450155, 0.001208650973866179, -0.000005395239384953], sum = 1.000000000190015, i;
    for (i = 0; i < 6; i++) sum += c[i] / (x + 1 + i);
    return Math.log(2.5066282746310005 * sum / x) - (x + 5.5 - (x + 0.5) * Math.log(x + 5.5));
  }
  // What a customer is worth who brings `spend` a year, stays each year with chance `stay`, at the discount `rate`; the first year is sure.
  function worth(stay, spend, rate) { return spend * (1 + rate) / (1 + rate - stay); }
  function years(stay) { return stay < 1 ? 1 / (1 - stay) : Infinity; }
  // A small generator with a seed, so that the same shuffle comes out for everybody.
  function chance(seed) {
    return function () {
      seed = (seed + 0x6d2b79f5) | 0;
      var t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
      return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    };
  }
  // Differences between two groups when who bought is dealt out again at random, `times` times.
  function shuffled(bought, treated, bought2, control, times, seed) {
    var all = treated + control, buyers = bought + bought2, random = chance(seed), found = [], t, i, left, got;
    for (t = 0; t < times; t++) {
      // Draw the treated group without putting back: how many of the buyers fall into it.
      left = buyers; got = 0;
      for (i = 0; i < treated; i++) if (random() < (left - got) / (all - i)) got++;
      found.push(got / treated - (buyers - got) / control);
    }
    return found;
  }
  // Kano's table: rows, the answer if it is there; columns, if it is not; the places of the kinds as the library has them.
  var KANO = [[5, 2, 2, 2, 1], [4, 3, 3, 3, 0], [4, 3, 3, 3, 0], [4, 3, 3, 3, 0], [4, 4, 4, 4, 5]];
  function kano(there, notThere) { return KANO[there - 1][notThere - 1]; }
  // In which fifth a value falls; with `less`, the smaller the better.
  function band(value, cuts, less) {
    var above = cuts.filter(function (cut) { return value > cut; }).length;
    return less ? 5 - above : 1 + above;
  }
  // What part is above a value, when `edges` are the least, every hundredth and the greatest of them all.
  function past(value, edges) {
    var last = edges.length - 1, i;
    if (value < edges[0]) return 1;
    for (i = 0; i < last; i++) if (value < edges[i + 1]) return 1 - (i + (value - edges[i]) / (edges[i + 1] - edges[i])) / last;
    return 0;
  }
  // What is counted when a part of the customers have two records and their purchases fall on both by turns.
  function counted(people, twice, purchases) {
    var records = people * (1 + twice), seemOnce = purchases === 1 ? 1 : 2 * twice * (purchases === 2 ? 1 : purchases === 3 ? 0.5 : 0) / (1 + twice);
    return { records: records, mean: people * purchases / records, once: purchases === 1 ? 1 : seemOnce };
  }
  if (typeof module !== "undefined" && module.exports) { module.exports = { limit: limit, below: below, worth: worth, years: years, shuffled: shuffled, kano: kano, band: band, past: past, counted: counted }; return; }

  var language = document.documentElement.lang || "es";
  function say(value, digits) { return isFinite(value) ? new Intl.NumberFormat(language, { maximumFractionDigits: digits || 0 }).format(value) : "∞"; }
  function element(name, parent, text) {
    var made = document.createElement(name);
    if (text) made.textContent = text;
    parent.appendChild(made);
    return made;
  }
  function slider(box, words, from, to, step, start, tell, digits) {
    var label = element("label", box), input, shown;
    element("span", label, words);
    input = element("input", label);
    input.type = "range"; input.min = from; input.max = to; input.step = step; input.value = start;
    shown = element("output", label);
    function show() { shown.textContent = say(parseFloat(input.value), digits); input.setAttribute("aria-valuetext", shown.textContent); }
    input.addEventListener("input", function () { show(); tell(); });
    show();
    return function () { return parseFloat(input.value); };
  }
  function answers(box, words) {
    // What changes is read aloud from a box around the list: a list cannot be both.
    var said = element("div", box), list = element("dl", said);
    said.setAttribute("role", "status");
    return words.map(function (word) {
      var pair = element("div", list);
      element("dt", pair, word);
      return element("dd", pair);
    });
  }
  function choose(box, words, options, tell) {
    var label = element("label", box), select;
    element("span", label, words);
    select = element("select", label);
    options.forEach(function (option, at) { element("option", select, option).value = at + 1; });
    select.addEventListener("change", tell);
    return function () { return parseInt(select.value, 10); };
  }
  function edges(text) { return text.split("|").map(parseFloat); }
  var figures = {
    kano: function (box, data) {
      var said, there, not, kinds = data.kinds.split("|");
      function tell() { if (said) said[0].textContent = kinds[kano(there(), not())]; }
      there = choose(box, data.wordThere, data.answers.split("|"), tell);
      not = choose(box, data.wordNotThere, data.answers.split("|"), tell);
      said = answers(box, [data.wordKind]);
      tell();
    },
    rfm: function (box, data) {
      var said, days, buys, amount, line, d = edges(data.daysSinceLast), p = edges(data.purchaseDays), a = edges(data.amount);
      var waits = data.waits ? edges(data.waits) : null;
      function tell() {
        if (!said) return;
        said[0].textContent = [band(days(), d, true), band(buys(), p), band(amount(), a)].join(" · ");
        if (waits) { said[1].textContent = say(100 * past(line(), waits), 1); said[2].textContent = say(parseFloat(data.quiet), 1); }
      }
      days = slider(box, data.wordDays, 0, Math.ceil(d[3] * 1.5), 1, Math.round(d[1]), tell);
      buys = slider(box, data.wordPurchases, 1, Math.ceil(p[3] * 2), 1, Math.round(p[2]), tell);
      amount = slider(box, data.wordAmount, 0, Math.ceil(a[3] * 1.5), Math.max(1, Math.round(a[0] / 10)), Math.round(a[2]), tell);
      if (waits) line = slider(box, data.wordLine, 0, Math.ceil(waits[waits.length - 1]), 1, Math.round(waits[50]), tell);
      said = answers(box, waits ? [data.wordBands, data.wordPast, data.wordQuiet] : [data.wordBands]);
      tell();
    },
    duplicates: function (box, data) {
      var said, people, twice, buys;
      function tell() {
        if (!said) return;
        var found = counted(people(), twice() / 100, buys());
        said[0].textContent = say(found.records); said[1].textContent = say(found.mean, 2); said[2].textContent = say(100 * found.once, 1);
      }
      people = slider(box, data.wordPeople, 100, 10000, 100, 5000, tell);
      twice = slider(box, data.wordTwice, 0, 50, 1, 12, tell);
      buys = slider(box, data.wordPurchases, 1, 12, 1, 2, tell);
      said = answers(box, [data.wordCounted, data.wordMean, data.wordOnce]);
      tell();
    },
    rhythm: function (box, data) {
      var said, gap, spread, days;
      function tell() {
        if (!said) return;
        var most = limit(gap(), spread() / 100);
        said[0].textContent = say(most);
        said[1].textContent = days() > most ? data.wordInactive : days() > 1.5 * gap() ? data.wordLate : data.wordActive;
      }
      gap = slider(box, data.wordGap, 5, 180, 1, 30, tell);
      spread = slider(box, data.wordSpread + " (%)", 10, 120, 5, 50, tell);
      days = slider(box, data.wordDays, 0, 365, 1, 40, tell);
      said = answers(box, [data.wordLimit, data.wordStatus]);
      tell();
    },
    cohort: function (box, data) {
      var said, stay, spend, rate, start = parseFloat(data.spend);
      function tell() {
        if (!said) return;
        said[0].textContent = say(worth(stay() / 100, spend(), rate() / 100));
        said[1].textContent = say(years(stay() / 100), 1);
      }
      stay = slider(box, data.wordStay, 5, 95, 1, Math.round(100 * parseFloat(data.stay)), tell);
      spend = slider(box, data.wordSpend, 0, 3 * start, Math.pow(10, Math.max(0, Math.floor(Math.log10(start)) - 2)), start, tell);
      rate = slider(box, data.wordRate + " (%)", 0, 40, 1, Math.round(100 * parseFloat(data.rate)), tell);
      said = answers(box, [data.wordValue, data.wordYears]);
      tell();
    },
    uplift: function (box, data) {
      var said, treated, control, bought, other, seed = 1, button;
      function tell() {
        if (!said) return;
        said[0].textContent = say(bought() - other(), 1);
        said[1].textContent = "—";
      }
      treated = slider(box, data.wordTreated, 20, 2000, 20, 600, tell);
      control = slider(box, data.wordControl, 20, 2000, 20, 300, tell);
      bought = slider(box, data.wordBought, 0, 100, 0.5, parseFloat(data.bought), tell, 1);
      other = slider(box, data.wordBoughtControl, 0, 100, 0.5, parseFloat(data.boughtControl), tell, 1);
      button = element("button", box, data.wordShuffle);
      button.type = "button";
      said = answers(box, [data.wordSeen, data.wordChance]);
      button.addEventListener("click", function () {
        var seen = Math.abs(bought() - other()) / 100;
        var found = shuffled(Math.round(treated() * bought() / 100), treated(), Math.round(control() * other() / 100), control(), 1000, seed++);
        tell();
        said[1].textContent = say(found.filter(function (one) { return Math.abs(one) >= seen - 1e-9; }).length);
      });
      tell();
    }
  };
  [].forEach.call(document.querySelectorAll(".explore"), function (block) {
    var make = figures[block.dataset.figure];
    if (!make) return;
    var box = element("fieldset", block);
    element("legend", box, block.dataset.wordTitle);
    make(box, block.dataset);
  });
})();
