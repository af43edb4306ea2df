// Names under the field of the search while one writes; the form works the same without.
(function () {
  "use strict";
  var field = document.querySelector("input[data-suggest]");
  if (!field) return;
  var list = document.getElementById(field.getAttribute("list"));
  var wait, asked = "";
  field.addEventListener("input", function () {
    window.clearTimeout(wait);
    wait = window.setTimeout(function () {
      var text = field.value.trim();
      if (text.length < 2 || text === asked) return;
      asked = text;
      fetch(field.dataset.suggest + "?" + new URLSearchParams({ q: text }))
        .then(function (answer) { return answer.ok ? answer.json() : []; })
        .then(function (names) {
          if (field.value.trim() !== text) return;
          list.replaceChildren.apply(list, names.map(function (name) {
            var option = document.createElement("option");
            option.value = name.label;
            option.textContent = name.kind;
            return option;
          }));
        })
        .catch(function () { asked = ""; });
    }, 150);
  });
})();
