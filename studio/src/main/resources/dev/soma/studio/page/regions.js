// The linear regions of a plane: tinted by the number of active units, which differs by one across a bend.
import * as colours from '/colours.js';
import { el } from '/twin.js';

const FINE = 10000; // the server's steps along each side
const MOST_BORDERS = 3000;

const tint = active => (active % 2 ? 0.2 : 0);

/** Tints and borders over the square from (left, 0) of this size. */
export function paint(g, regions, left, size) {
  if (!regions.corners) return;
  const borders = regions.corners.length <= MOST_BORDERS;
  g.strokeStyle = g.fillStyle = colours.ink();
  g.lineWidth = 0.8;
  regions.corners.forEach((corners, i) => {
    g.beginPath();
    for (let c = 0; c < corners.length; c += 2) {
      g.lineTo(left + corners[c] / FINE * size, size - corners[c + 1] / FINE * size);
    }
    g.closePath();
    g.globalAlpha = tint(regions.active[i]);
    if (g.globalAlpha > 0) g.fill();
    g.globalAlpha = 0.55;
    if (borders) g.stroke();
  });
  g.globalAlpha = 1;
}

/** What the tints mean, and how many regions there are. */
export function legend(regions) {
  if (!regions.corners) return [el('li', {}, regions.said)];
  const [c, g] = colours.canvas(30, 16, '');
  g.strokeStyle = g.fillStyle = colours.ink();
  g.globalAlpha = tint(1);
  g.fillRect(15, 1, 14, 14);
  g.globalAlpha = 0.55;
  g.strokeRect(1, 1, 14, 14);
  g.strokeRect(15, 1, 14, 14);
  return [el('li', {}, c, `${regions.said} · tint: an odd number of active units`)];
}

/** The largest regions, for the table. */
export function rows(regions, d) {
  if (!regions.corners) return [['linear regions'], [regions.said]];
  const head = ['region, by size', `share of the ${d.y ? 'plane' : 'line'}, %`, 'active units', `middle, ${d.x.name}`,
    ...(d.y ? [d.y.name] : []), d.y ? 'corners' : 'from', ...(d.y ? [] : ['to'])];
  const lines = regions.corners.slice(0, 300).map((corners, i) => [i + 1, regions.share[i], regions.active[i], regions.x[i],
    ...(d.y ? [regions.y[i], corners.length / 2] : [regions.from[i], regions.to[i]])]);
  return [head, ...lines];
}
