// Shows the line behind a value, and the value behind a line, without moving the page: links do it without scripts.
(function () {
  "use strict";
  var lines = document.querySelector(".passages");
  if (!lines) return;
  function mark(target, on) {
    if (target) target.classList.toggle("marked", on);
  }
  function follow(event) {
    var link = event.target.closest('a[href^="#l"], a[href^="#v"]');
    if (!link) return;
    var target = document.getElementById(link.hash.slice(1));
    var on = event.type === "mouseover" || event.type === "focusin";
    mark(target, on);
    if (on && target && lines.contains(target) && lines.scrollHeight > lines.clientHeight) {
      lines.scrollTop = target.offsetTop - lines.offsetTop - 40;
    }
  }
  ["mouseover", "mouseout", "focusin", "focusout"].forEach(function (name) {
    document.addEventListener(name, follow);
  });
})();
