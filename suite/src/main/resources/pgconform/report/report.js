'use strict';
// The page is whole without this: it only hides what does not match, and opens what a link leads to.
(function () {
  const text = document.getElementById('text');
  const verdict = document.getElementById('verdict');
  const shown = document.getElementById('shown');
  const rows = new Map();
  document.querySelectorAll('#matrix tr[data-id]').forEach(row => rows.set(row.dataset.id, row));
  const results = Array.from(document.querySelectorAll('details.result'));

  function filter() {
    const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const result of results) {
      const fits = words.every(word => result.dataset.search.includes(word)) &&
        (!verdict.value || result.dataset.verdicts.split(' ').includes(verdict.value));
      result.hidden = !fits;
      const row = rows.get(result.id);
      if (row) { row.hidden = !fits; }
      count += fits ? 1 : 0;
    }
    shown.textContent = count + ' of ' + results.length + ' requirements';
  }

  function reveal() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const result = target && target.closest('details.result');
    if (result) {
      result.hidden = false;
      result.open = true;
      target.scrollIntoView();
    }
  }

  text.addEventListener('input', filter);
  verdict.addEventListener('change', filter);
  document.getElementById('filters').addEventListener('submit', event => event.preventDefault());
  window.addEventListener('hashchange', reveal);
  filter();
  reveal();
})();
