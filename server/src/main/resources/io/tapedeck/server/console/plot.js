// Lines on a canvas, sharp on every screen.

function prepare(canvas) {
  const ratio = devicePixelRatio || 1;
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const pen = canvas.getContext('2d');
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  return {pen, width, height};
}

/** A value of the style sheet. */
export const tint = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** A spark line of a few values, in the color of their change. */
export function spark(canvas, values) {
  const {pen, width, height} = prepare(canvas);
  if (values.length < 2) return;
  const low = Math.min(...values);
  const high = Math.max(...values);
  const y = value => high === low ? height / 2 : 2 + (height - 4) * (high - value) / (high - low);
  pen.beginPath();
  values.forEach((value, i) => pen.lineTo(1 + (width - 2) * i / (values.length - 1), y(value)));
  pen.lineWidth = 1.5;
  pen.lineJoin = 'round';
  pen.strokeStyle = tint(values.at(-1) >= values[0] ? '--up' : '--down');
  pen.stroke();
}

/** A round number at or above one. */
function ceiling(value) {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  return [1, 2, 5, 10].map(step => step * power).find(step => step >= value);
}

/**
 * Several lines over the same time, from the left edge (`count` values ago) to the right (now), above zero, with a scale.
 * `lines` have `values` (null where unknown) and a `color`; `words` prints a value of the scale.
 */
export function lines(canvas, lines, count, words) {
  const {pen, width, height} = prepare(canvas);
  const top = ceiling(Math.max(10, ...lines.flatMap(line => line.values.filter(value => value != null))));
  const left = 56;
  const y = value => 8 + (height - 26) * (1 - value / top);
  pen.font = '11px ' + tint('--mono');
  pen.lineWidth = 1;
  pen.textBaseline = 'middle';
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    pen.strokeStyle = tint('--line');
    pen.beginPath();
    pen.moveTo(left, Math.round(y(share * top)) + 0.5);
    pen.lineTo(width, Math.round(y(share * top)) + 0.5);
    pen.stroke();
    pen.fillStyle = tint('--dim');
    pen.textAlign = 'right';
    pen.fillText(words(share * top), left - 8, y(share * top));
  }
  pen.textBaseline = 'bottom';
  pen.textAlign = 'left';
  pen.fillText(count + ' s ago', left, height);
  pen.textAlign = 'right';
  pen.fillText('now', width, height);
  for (const line of lines) {
    pen.beginPath();
    pen.strokeStyle = line.color;
    pen.lineWidth = line.width ?? 1.75;
    pen.setLineDash(line.dash ?? []);
    line.values.forEach((value, i) => {
      if (value != null) pen.lineTo(left + (width - left) * (count - line.values.length + i) / (count - 1), y(value));
    });
    pen.stroke();
  }
  pen.setLineDash([]);
}
