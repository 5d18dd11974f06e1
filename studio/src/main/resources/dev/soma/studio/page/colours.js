// Colours that people with any colour vision can tell apart (Okabe and Ito), for light and dark.

const CLASSES = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#f0e442', '#7f7f7f'];

export const isDark = () => matchMedia('(prefers-color-scheme: dark)').matches;
export const ground = () => (isDark() ? [20, 23, 27] : [255, 255, 255]);
export const ink = () => (isDark() ? '#e8eaed' : '#1b1e23');
export const quiet = () => (isDark() ? '#a2abb8' : '#5b6370');
export const line = () => (isDark() ? '#3a414b' : '#d4d8de');

export function ofClass(k) {
  return CLASSES[k % CLASSES.length];
}

export function rgb(hex) {
  return [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16));
}

/** Between two colours; t from 0 to 1. */
export function mix(a, b, t) {
  return a.map((v, i) => Math.round(v + (b[i] - v) * t));
}

/** Minus 1 is orange, 0 the ground, 1 blue. */
export function signed(t) {
  const end = rgb(t < 0 ? '#d55e00' : '#0072b2');
  const far = isDark() ? mix(end, [255, 255, 255], 0.25) : end;
  return mix(ground(), far, Math.min(1, Math.abs(t)));
}

export const css = c => `rgb(${c[0]}, ${c[1]}, ${c[2]})`;

/** Black or white, whichever is read better over a colour. */
export function over(c) {
  const linear = c.map(v => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
  const light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  return light > 0.179 ? '#000000' : '#ffffff';
}

/** A mark of a class: shapes differ as well as colours. */
export function mark(g, x, y, k, size) {
  g.beginPath();
  const s = size;
  switch (k % 4) {
    case 0: g.arc(x, y, s, 0, 7); break;
    case 1: g.rect(x - s * 0.85, y - s * 0.85, s * 1.7, s * 1.7); break;
    case 2: g.moveTo(x, y - s * 1.2); g.lineTo(x + s * 1.1, y + s * 0.8); g.lineTo(x - s * 1.1, y + s * 0.8); g.closePath(); break;
    default: g.moveTo(x, y - s * 1.25); g.lineTo(x + s * 1.25, y); g.lineTo(x, y + s * 1.25); g.lineTo(x - s * 1.25, y); g.closePath();
  }
}

/** A canvas of a size in CSS pixels, sharp on every screen. */
export function canvas(width, height, label) {
  const c = document.createElement('canvas');
  const scale = window.devicePixelRatio || 1;
  c.width = width * scale;
  c.height = height * scale;
  c.style.width = width + 'px';
  c.style.height = height + 'px';
  if (label) {
    c.setAttribute('role', 'img');
    c.setAttribute('aria-label', label);
  } else {
    c.setAttribute('aria-hidden', 'true'); // words beside it say what it means
  }
  const g = c.getContext('2d');
  g.scale(scale, scale);
  return [c, g];
}
