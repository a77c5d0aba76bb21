'use strict';
// The page is whole without this: it folds what need not be seen at first, opens what a link leads to,
// and hides what does not match.
document.documentElement.classList.add('js');
document.addEventListener('DOMContentLoaded', () => {
  const at = id => document.getElementById(id);
  const text = at('text');
  const verdict = at('verdict');
  const target = at('target');
  const shown = at('shown');
  const fold = at('fold');
  const table = at('requirements');
  const groups = Array.from(table.tBodies);
  const rows = Array.from(table.querySelectorAll('tr.requirement'));
  const words = new Map(rows.map(row => [row, new Set(row.dataset.verdicts.split(' '))]));

  const detailOf = row => row.nextElementSibling;
  const findings = detail => Array.from(detail.querySelectorAll('.finding'));

  function folded(group, yes) {
    group.classList.toggle('folded', yes);
    group.querySelector('.area button').setAttribute('aria-expanded', String(!yes));
  }

  function filter() {
    const wanted = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const only = target && target.value ? '@' + target.value : '';
    const filtering = wanted.length > 0 || verdict.value !== '';
    const found = new Set();
    let count = 0;
    for (const row of rows) {
      const fits = wanted.every(word => row.dataset.search.includes(word)) &&
        (!verdict.value || words.get(row).has(verdict.value + only));
      row.hidden = !fits;
      detailOf(row).hidden = !fits;
      if (fits) {
        found.add(row.parentElement);
        count++;
      }
    }
    for (const group of groups) {
      group.classList.toggle('found', filtering);
      group.hidden = !found.has(group);
    }
    shown.textContent = count + ' of ' + rows.length + ' requirements';
  }

  // Behind the id and the title, the columns are those of the targets.
  function choose() {
    const all = !target.value;
    const number = Number(target.value);
    table.querySelectorAll(':scope > colgroup > .target').forEach(
      (col, column) => { col.hidden = !all && column + 1 !== number; });
    for (const row of table.querySelectorAll(':scope > thead > tr, tr.requirement, tr.area')) {
      const first = row.classList.contains('area') ? 1 : 2;
      Array.from(row.cells).slice(first).forEach(
        (cell, column) => { cell.hidden = !all && column + 1 !== number; });
    }
    for (const row of rows) {
      findings(detailOf(row)).forEach(
        finding => { finding.hidden = !all && !finding.id.endsWith('-' + number); });
    }
    filter();
  }

  function close(row) {
    detailOf(row).classList.remove('open');
    row.classList.remove('shown');
    row.querySelectorAll('[aria-expanded]').forEach(link => link.setAttribute('aria-expanded', 'false'));
  }

  /** Opens the results of a row below it: one of them, or all. */
  function open(row, finding) {
    const detail = detailOf(row);
    const all = findings(detail);
    folded(row.parentElement, false);
    row.hidden = detail.hidden = row.parentElement.hidden = false;
    detail.classList.add('open');
    row.classList.add('shown');
    for (const each of all) {
      each.hidden = finding ? each !== finding : Boolean(target && target.value) && !each.id.endsWith('-' + target.value);
      each.open = finding ? each === finding : each.open || all.length === 1 || each.matches('.fail,.error');
    }
    const hash = '#' + (finding || row).id;
    row.querySelectorAll('a').forEach(
      link => link.setAttribute('aria-expanded', String(link.getAttribute('href') === hash)));
  }

  function reveal() {
    const place = at(decodeURIComponent(location.hash.slice(1)));
    const finding = place && place.closest('.finding');
    const row = finding ? finding.closest('tr.detail').previousElementSibling
      : place && place.closest('tr.requirement');
    if (!row) {
      if (place) { place.scrollIntoView(); }
      return;
    }
    open(row, finding);
    const top = row.getBoundingClientRect().top;
    if (top < table.tHead.offsetHeight || top > window.innerHeight / 2) { row.scrollIntoView(); }
    const first = finding || findings(detailOf(row))[0];
    (first.querySelector('summary') || first).focus({preventScroll: true});
  }

  table.addEventListener('click', event => {
    const area = event.target.closest('.area button');
    if (area) {
      const group = area.closest('tbody');
      folded(group, !group.classList.contains('folded'));
      return;
    }
    const row = event.target.closest('tr.requirement');
    const link = event.target.closest('a') || (row && row.cells[1].contains(event.target) &&
      !String(getSelection()) && row.querySelector('a'));
    if (!row || !link) { return; }
    if (link.getAttribute('aria-expanded') === 'true') {
      event.preventDefault();
      close(row);
    } else if (location.hash === link.getAttribute('href')) {
      event.preventDefault();
      reveal();
    } else if (!event.target.closest('a')) {
      location.hash = link.getAttribute('href');
    }
  });
  table.addEventListener('keydown', event => {
    const detail = event.key === 'Escape' && event.target.closest('tr.detail');
    if (detail) {
      const row = detail.previousElementSibling;
      const link = row.querySelector('[aria-expanded=true]') || row.querySelector('a');
      close(row);
      link.focus();
    }
  });
  document.addEventListener('click', event => {
    const button = event.target.closest('button');
    if (button && button.classList.contains('copy')) {
      copy(button);
    } else if (button && button.dataset.filter) {
      verdict.value = verdict.value === button.dataset.filter ? '' : button.dataset.filter;
      filter();
      at('matrix').scrollIntoView();
    } else if (button === fold && fold) {
      const yes = fold.dataset.all === 'yes';
      groups.forEach(group => folded(group, yes));
      fold.dataset.all = yes ? '' : 'yes';
      fold.textContent = yes ? 'Unfold all' : 'Fold all';
    }
  });

  function copy(button) {
    const code = button.parentElement.querySelector('code');
    const done = () => { button.textContent = 'Copied'; };
    const byHand = () => {
      getSelection().selectAllChildren(code);
      if (document.execCommand('copy')) { done(); }
    };
    if (navigator.clipboard) {
      navigator.clipboard.writeText(code.textContent).then(done, byHand);
    } else {
      byHand();
    }
  }

  text.addEventListener('input', filter);
  verdict.addEventListener('change', filter);
  if (target) { target.addEventListener('change', choose); }
  at('filters').addEventListener('submit', event => event.preventDefault());
  window.addEventListener('hashchange', reveal);
  // On paper nothing can be opened: what is red is printed in full.
  window.addEventListener('beforeprint', () => rows.filter(row => words.get(row).has('red')).forEach(row => {
    detailOf(row).classList.add('open');
    findings(detailOf(row)).forEach(finding => { finding.open = finding.open || finding.matches('.fail,.error'); });
  }));
  filter();
  reveal();
});
