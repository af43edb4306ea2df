// The query editor: YASGUI over the plain form, which stays for whoever has no scripts.
(function () {
  "use strict";

  // The table's library writes a <style> into the head, which the CSP refuses; without it, the handles of the columns
  // push the rows off the screen. A constructed style sheet says the same and is allowed.
  function adoptStyles(head) {
    var append = head.appendChild;
    var adopted = new Set();
    head.appendChild = function (node) {
      if (node.nodeName !== "STYLE") return append.call(head, node);
      if (!adopted.has(node.textContent)) {
        var sheet = new CSSStyleSheet();
        sheet.replaceSync(node.textContent);
        document.adoptedStyleSheets = document.adoptedStyleSheets.concat(sheet);
        adopted.add(node.textContent);
      }
      return node;
    };
  }

  var place = document.getElementById("yasgui");
  var plain = document.getElementById("plain");
  if (!place || typeof window.Yasgui !== "function") return;
  adoptStyles(document.head);
  plain.hidden = true;
  place.hidden = false;
  document.getElementById("leave").hidden = false;
  var data = place.dataset;
  var endpoint = new URL(data.endpoint, window.location.href).href;
  var prefixes = JSON.parse(data.prefixes);
  Object.assign(window.Yasgui.Yasqe.defaults, {
    autocompleters: ["variables"],
    addPrefixes: false,
    createShareableLink: null,
    persistenceId: null,
    value: data.query
  });
  window.Yasgui.Yasqe.forkAutocompleter("prefixes", {
    name: "corale",
    persistenceId: null,
    get: function () {
      return Object.keys(prefixes).map(function (name) { return name + ": <" + prefixes[name] + ">"; });
    }
  });
  var shell = new window.Yasgui(place, {
    requestConfig: { endpoint: endpoint, method: "GET", acceptHeaderGraph: "text/turtle" },
    endpointCatalogueOptions: { getData: function () { return [{ endpoint: endpoint }]; } },
    copyEndpointOnNewTab: true,
    persistenceId: null,
    populateFromUrl: false,
    yasr: { prefixes: prefixes, persistenceId: null }
  });
  // The editor's fields have no names, and its row of tabs holds a button that is none.
  function name() {
    var named = { ".CodeMirror textarea": data.nameQuery, "input.autocomplete": data.nameEndpoint };
    Object.keys(named).forEach(function (selector) {
      place.querySelectorAll(selector).forEach(function (field) { field.setAttribute("aria-label", named[selector]); });
    });
    place.querySelectorAll(".CodeMirror-scroll").forEach(function (box) { box.setAttribute("tabindex", "0"); });
    place.querySelectorAll("[role=tablist], [role=tablist] [role=tab]").forEach(function (part) {
      ["role", "aria-controls", "aria-selected"].forEach(function (attribute) { part.removeAttribute(attribute); });
    });
  }
  name();
  new MutationObserver(name).observe(place, { childList: true, subtree: true });
  var tab = shell.getTab();
  if (tab) {
    tab.setQuery(data.query);
    if (window.location.hash === "#run") tab.query();
  }
  document.querySelectorAll("a[data-example]").forEach(function (link) {
    link.addEventListener("click", function (event) {
      var chosen = shell.getTab();
      if (!chosen) return;
      event.preventDefault();
      chosen.setQuery(link.dataset.example);
      window.scrollTo(0, 0);
    });
  });
  var permalink = document.getElementById("permalink");
  permalink.parentNode.hidden = false;
  ["pointerdown", "focus"].forEach(function (event) {
    permalink.addEventListener(event, function () {
      var chosen = shell.getTab();
      if (chosen) permalink.href = data.endpoint + "?" + new URLSearchParams({ query: chosen.getQuery(), release: permalink.dataset.release });
    });
  });
  document.documentElement.dataset.editor = "ready";
})();
