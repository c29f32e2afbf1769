'use strict';
(() => {
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const findings = all('li.f');
  const segments = all('.seg');
  const boxes = all('nav input[name=severity]');
  const rule = document.getElementById('rule');
  const only = document.getElementById('only');
  const count = document.getElementById('count');
  let now = null;

  const number = new Map();
  findings.forEach(item => number.set(item.dataset.r, (number.get(item.dataset.r) || 0) + 1));
  Array.from(number.keys()).sort().forEach(name => rule.add(new Option(`${name} (${number.get(name)})`, name)));

  // The filters stand in the address, so that a view can be kept and sent.
  function read() {
    const wanted = new URLSearchParams(location.hash.slice(1));
    if (wanted.has('severity')) {
      const words = wanted.get('severity').split(',');
      boxes.forEach(box => { box.checked = words.includes(box.value); });
    }
    if (wanted.has('rule')) rule.value = wanted.get('rule');
    only.checked = wanted.get('only') === '1';
  }

  function write() {
    const wanted = new URLSearchParams();
    if (boxes.some(box => !box.checked)) wanted.set('severity', boxes.filter(box => box.checked).map(box => box.value).join(','));
    if (rule.value) wanted.set('rule', rule.value);
    if (only.checked) wanted.set('only', '1');
    history.replaceState(null, '', '#' + wanted);
  }

  function apply() {
    const severities = new Set(boxes.filter(box => box.checked).map(box => box.value));
    const visible = new Set();
    let shown = 0;
    findings.forEach(item => {
      const fits = severities.has(item.dataset.s) && (!rule.value || item.dataset.r === rule.value);
      item.hidden = !fits;
      if (fits) { shown += 1; visible.add(item.closest('.seg')); }
    });
    segments.forEach(segment => { segment.hidden = only.checked && !visible.has(segment); });
    count.textContent = `${shown} of ${findings.length} findings`;
  }

  function go(step) {
    const list = findings.filter(item => !item.hidden);
    if (!list.length) return;
    const at = list.indexOf(now);
    const next = list[at < 0 ? (step > 0 ? 0 : list.length - 1) : (at + step + list.length) % list.length];
    if (now) now.classList.remove('now');
    now = next;
    now.classList.add('now');
    now.focus({ preventScroll: true });
    now.scrollIntoView({ block: 'center' });
  }

  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || /^(SELECT|INPUT)$/.test(event.target.tagName)) return;
    const moves = { j: () => go(1), n: () => go(1), k: () => go(-1), p: () => go(-1), f: () => only.click(), r: () => rule.focus() };
    if (moves[event.key]) { event.preventDefault(); moves[event.key](); }
  });
  document.getElementById('next').addEventListener('click', () => go(1));
  document.getElementById('previous').addEventListener('click', () => go(-1));
  [...boxes, rule, only].forEach(control => control.addEventListener('change', () => { apply(); write(); }));
  window.addEventListener('hashchange', () => { read(); apply(); });
  read();
  apply();
})();
