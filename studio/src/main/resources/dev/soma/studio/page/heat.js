// Values over a square as colours, with the scale beside them.
import { bytes } from '/api.js';
import * as colours from '/colours.js';
import { el, figure } from '/twin.js';

/**
 * A heat map: x to the right, y upwards.
 * @param d { low, high, shades } of n x n values, row by row from the least y on
 * @param ends [low, high] of the colours, orange to blue
 * @param mark [x, y] as shares of the edges, ringed; or null
 * @param ringed above which the ring of a cursor moves; or null
 */
export function heat(d, n, ends, size, title, mark = null, ringed = null) {
  const [canvas, g] = colours.canvas(size, size, title);
  const values = bytes(d.shades);
  const small = document.createElement('canvas');
  small.width = small.height = n;
  const s = small.getContext('2d');
  const image = s.createImageData(n, n);
  const width = ends[1] - ends[0] || 1;
  for (let i = 0; i < n * n; i++) {
    const value = d.low + (d.high - d.low) * values[i] / 255;
    const colour = colours.signed(2 * (value - ends[0]) / width - 1);
    image.data.set([...colour, 255], 4 * ((n - 1 - Math.floor(i / n)) * n + i % n));
  }
  s.putImageData(image, 0, 0);
  g.imageSmoothingEnabled = true;
  g.drawImage(small, 0, 0, size, size);
  if (mark) {
    g.strokeStyle = colours.ink();
    g.lineWidth = 2;
    g.beginPath();
    g.arc(mark[0] * size, (1 - mark[1]) * size, 6, 0, 7);
    g.stroke();
  }
  if (ringed) ringed.show(canvas);
  return el('figure', {}, ringed ? ringed.element : canvas, el('figcaption', {}, title));
}

/** The ends and the middle of a scale of colours, as a legend. */
export function scale(low, high) {
  const item = (t, text) => {
    const [c, g] = colours.canvas(16, 12, '');
    g.fillStyle = colours.css(colours.signed(t));
    g.fillRect(0, 0, 16, 12);
    g.strokeStyle = colours.line();
    g.strokeRect(0.5, 0.5, 15, 11);
    return el('li', {}, c, text);
  };
  return el('ul', { class: 'legend' }, item(-1, figure(low)), item(0, figure((low + high) / 2)), item(1, figure(high)));
}
