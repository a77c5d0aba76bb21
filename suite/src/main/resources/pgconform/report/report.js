'use strict';
// The page is whole without this: it only hides what does not match, and opens what a link leads to.
(function () {
  const text = document.getElementById('text');
  const verdict = document.getElementById('verdict');
  const target = document.getElementById('target');
  const shown = document.getElementById('shown');
  const rows = new Map();
  document.querySelectorAll('#matrix tr[data-id]').forEach(row => rows.set(row.dataset.id, row));
  const results = Array.from(document.querySelectorAll('details.result'));
  const words = new Map(results.map(result => [result, new Set(result.dataset.verdicts.split(' '))]));

  function filter() {
    const wanted = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const only = target && target.value ? '@' + target.value : '';
    let count = 0;
    for (const result of results) {
      const fits = wanted.every(word => result.dataset.search.includes(word)) &&
        (!verdict.value || words.get(result).has(verdict.value + only));
      result.hidden = !fits;
      const row = rows.get(result.id);
      if (row) { row.hidden = !fits; }
      count += fits ? 1 : 0;
    }
    shown.textContent = count + ' of ' + results.length + ' requirements';
  }

  // Behind the id and the title, the columns of the matrix are those of the targets.
  function choose() {
    document.querySelectorAll('#matrix tr').forEach(row => Array.from(row.cells).slice(2).forEach(
      (cell, column) => { cell.hidden = Boolean(target.value) && column + 1 !== Number(target.value); }));
    document.querySelectorAll('.result article').forEach(article => {
      article.hidden = Boolean(target.value) && !article.id.endsWith('-' + target.value);
    });
    filter();
  }

  function reveal() {
    const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const result = place && place.closest('details.result');
    if (result) {
      result.hidden = false;
      place.hidden = false;
      result.open = true;
      place.scrollIntoView();
      (place === result ? result.querySelector('summary') : place).focus({preventScroll: true});
    }
  }

  text.addEventListener('input', filter);
  verdict.addEventListener('change', filter);
  if (target) { target.addEventListener('change', choose); }
  document.getElementById('filters').addEventListener('submit', event => event.preventDefault());
  window.addEventListener('hashchange', reveal);
  // On paper nothing can be opened: what is red is printed in full.
  window.addEventListener('beforeprint', () => results.forEach(result => {
    result.open = result.open || words.get(result).has('red');
  }));
  filter();
  reveal();
})();
