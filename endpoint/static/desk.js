// Keys at the desk: j and k go through the queue, x chooses; a accepts, m amends, r refuses. All of it works without.
(function () {
  "use strict";
  var form = document.querySelector("form[data-decide]");
  function press(verb) {
    var button = form && document.getElementById("do-" + verb);
    var needed = { amend: "value", refuse: "reason" }[verb];
    var field = needed && document.getElementById(needed);
    if (!button) return;
    if (field && !field.value) {
      form.dataset.verb = verb; // Enter in the field then does what the key began
      field.focus();
    }
    else button.click();
  }
  function step(by) {
    var links = Array.prototype.slice.call(document.querySelectorAll("a[data-item]"));
    var at = links.indexOf(document.activeElement);
    var to = links[Math.max(0, Math.min(links.length - 1, at + by))];
    if (to) to.focus();
  }
  document.addEventListener("keydown", function (event) {
    if (event.key === "Enter" && form && form.dataset.verb && event.target.tagName === "INPUT") {
      event.preventDefault();
      press(form.dataset.verb);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    var row = document.activeElement.closest && document.activeElement.closest("tr");
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "x" && row) row.querySelector("input[type=checkbox]").click();
    else if (event.key === "a") press("accept");
    else if (event.key === "m") press("amend");
    else if (event.key === "r") press("refuse");
    else return;
    event.preventDefault();
  });
})();
