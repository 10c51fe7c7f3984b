// What if: staff, arrivals and minutes move; wait and level follow. The formulas of clientela.company.capacity (erlang, cases), read from
// the attributes of the block around the table. Without it, and on paper, the table stands for itself.
(function () {
  // Simpson's rule on exp(log(x)) from `from` to where nothing is left; `log` is concave.
  function area(log, from) {
    var end = 1, steps = 2000, sum = 0, width, i;
    while (log(from + end) > -45 && end < 1e7) end *= 2;
    width = end / steps;
    for (i = 0; i <= steps; i++) sum += Math.exp(Math.min(log(from + i * width), 600)) * (i === 0 || i === steps ? 1 : i % 2 ? 4 : 2);
    return sum * width / 3;
  }
  // One over Erlang B, for any number of people: load times the integral of exp(-load x) (1 + x)^people.
  function ahead(people, load) {
    return load * area(function (x) { return -load * x + people * Math.log(1 + x); }, 0);
  }
  function line(rate, minutes, people, within, patience) {
    var load = rate * minutes, none, free, waits, sum, whole, late, lost, beyond;
    if (!patience) {
      none = 1 / ahead(people, load);
      free = people - load;
      if (free <= 0) return { level: 0, wait: Infinity, lost: 0, busy: load / people };
      waits = people * none / (free + load * none);
      return { level: 1 - waits * Math.exp(-free * within / minutes), wait: waits * minutes / free, lost: 0, busy: load / people };
    }
    beyond = function (x) { return rate * patience * (1 - Math.exp(-x / patience)) - people / minutes * x; };
    whole = area(beyond, 0);
    late = area(beyond, within);
    sum = ahead(people - 1, load) + rate * whole;
    lost = Math.min(Math.max((1 + (rate - people / minutes) * whole) / sum, 0), 1);
    return { level: 1 - rate * late / sum, wait: lost * patience, lost: lost, busy: rate * (1 - lost) * minutes / people };
  }
  // The level as it would be counted: moved on the scale of log odds.
  function corrected(level, off) {
    var edge = 1e-4;
    if (level <= edge || level >= 1 - edge) return Math.min(Math.max(level, 0), 1);
    return 1 / (1 + Math.exp(-(Math.log(level / (1 - level)) + off)));
  }
  function list(arrivals, minutes, staff, given) {
    var done = staff * given.hours * 60 / minutes, grows = arrivals - done;
    var level = grows >= 0 ? 0 : 1 - Math.exp(-2 * done * given.days / 7 * -grows / Math.max(given.spread * arrivals, 1e-9));
    return { busy: arrivals / done, level: level, wait: Math.max(grows, 0), lost: null };
  }
  function answer(given, staff, arrivals, minutes) {
    if (given.kind === "list") return list(arrivals, minutes, staff, given);
    var found = line(Math.max(arrivals / 60, 1e-9), minutes, Math.max(staff * (1 - given.shrinkage), 0.05), given.seconds / 60, given.patience);
    found.level = corrected(found.level, given.off);
    return found;
  }
  if (typeof module !== "undefined" && module.exports) { module.exports = { answer: answer }; return; }

  function element(name, parent, text) {
    var made = document.createElement(name);
    if (text) made.textContent = text;
    parent.appendChild(made);
    return made;
  }
  function open(block, place) {
    var data = block.dataset, given = { kind: data.kind }, language = document.documentElement.lang || "es", inputs = {}, outputs = {}, box, legend;
    ["shrinkage", "seconds", "off", "patience", "hours", "days", "spread"].forEach(function (name) { given[name] = parseFloat(data[name]) || 0; });
    function share(part) { return new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 }).format(part); }
    function number(value) { return isFinite(value) ? new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(value) : data.wordNever; }
    box = element("fieldset", block);
    legend = element("legend", box, data.wordTitle);
    legend.id = "what-if-" + place;
    ["staff", "arrivals", "minutes"].forEach(function (name) {
      var label = element("label", box), start = parseFloat(data[name]), input, shown;
      element("span", label, data["word" + name[0].toUpperCase() + name.slice(1)]);
      input = element("input", label);
      input.type = "range";
      input.min = name === "staff" ? 1 : Math.max(start / 10, 0.1).toFixed(1);
      input.max = name === "staff" ? Math.max(start * 3, start + 5) : (start * 3).toFixed(1);
      input.step = name === "staff" ? 1 : start < 10 ? 0.1 : 1;
      input.value = start;
      shown = element("output", label);
      // A slider stands at a whole step: where it was not moved, the figures are those of the table.
      inputs[name] = { input: input, shown: shown, rest: input.value, start: start };
      input.addEventListener("input", tell);
    });
    // What changes is read aloud from a box around the list: a list cannot be both.
    var around = element("div", box), said = element("dl", around);
    around.setAttribute("role", "status");
    ["busy", "wait", "level", "lost"].forEach(function (name) {
      var word = data["word" + name[0].toUpperCase() + name.slice(1)], pair;
      if (!word) return;
      pair = element("div", said);
      element("dt", pair, word);
      outputs[name] = element("dd", pair);
    });
    function tell() {
      var at = {};
      Object.keys(inputs).forEach(function (name) {
        var one = inputs[name];
        at[name] = one.input.value === one.rest ? one.start : parseFloat(one.input.value);
        inputs[name].shown.textContent = number(at[name]);
        inputs[name].input.setAttribute("aria-valuetext", number(at[name]));
      });
      var found = answer(given, at.staff, at.arrivals, at.minutes);
      Object.keys(outputs).forEach(function (name) { outputs[name].textContent = name === "wait" ? number(found.wait) : share(found[name]); });
    }
    tell();
  }
  // The script stands in the first block; a page of the course has others further down.
  function all() { [].forEach.call(document.querySelectorAll(".what-if"), open); }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", all);
  else all();
})();
