// What is to be mended in a value, said while one writes it; the form says the same when it is sent.
(function () {
  "use strict";
  var form = document.querySelector("form[data-check]");
  var field = form && form.elements.value, place = document.getElementById("amiss");
  if (!field || !place) return;
  var wait;
  function ask() {
    var text = field.value;
    fetch(form.dataset.check, { method: "POST", body: new URLSearchParams({ value: text }) })
      .then(function (answer) { return answer.ok ? answer.text() : ""; })
      .then(function (fault) {
        if (field.value !== text) return;
        place.textContent = fault;
        place.hidden = !fault;
        field.setAttribute("aria-invalid", String(Boolean(fault)));
      })
      .catch(function () { place.hidden = true; });
  }
  field.addEventListener("input", function () {
    window.clearTimeout(wait);
    wait = window.setTimeout(ask, 400);
  });
})();
