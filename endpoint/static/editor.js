// The query editor: YASGUI over the plain form, which stays for whoever has no scripts.
(function () {
  "use strict";
  var place = document.getElementById("yasgui");
  var plain = document.getElementById("plain");
  if (!place || typeof window.Yasgui !== "function") return;
  plain.hidden = true;
  place.hidden = false;
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
  var tab = shell.getTab();
  if (tab) {
    tab.setQuery(data.query);
    if (window.location.hash === "#run") tab.query();
  }
  // Tab indents in the editor; after Escape it moves on, as everywhere else
  var mirror = tab && tab.getYasqe();
  if (mirror) {
    var keys = mirror.getOption("extraKeys");
    mirror.on("keydown", function (editor, event) {
      if (event.key === "Escape") editor.setOption("extraKeys", Object.assign({}, keys, { Tab: false, "Shift-Tab": false }));
    });
    mirror.on("focus", function (editor) { editor.setOption("extraKeys", keys); });
    document.getElementById("leave").hidden = false;
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
      if (chosen) permalink.href = "/sparql?" + new URLSearchParams({ query: chosen.getQuery(), release: permalink.dataset.release });
    });
  });
  document.documentElement.dataset.editor = "ready";
})();
