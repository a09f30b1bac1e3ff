/** Properties that a drawing's look depends on. */
const STYLES = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-opacity',
  'stroke-dasharray',
  'stroke-linejoin',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
  'dominant-baseline',
  'display',
  'visibility'
];
const COLOURS = new Set(['fill', 'stroke']);
const PNG_SCALE = 2;

export type PictureFormat = 'svg' | 'png';

/** A drawing of the page as a file of its own: the theme's colours and fonts are written into it. */
export async function pictureOf(svg: SVGSVGElement, format: PictureFormat): Promise<Blob> {
  const { width, height, text } = standalone(svg);
  const vector = new Blob([text], { type: 'image/svg+xml' });
  if (format === 'svg') {
    return vector;
  }
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(width * PNG_SCALE);
  canvas.height = Math.ceil(height * PNG_SCALE);
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      blob => (blob ? resolve(blob) : reject(new Error('The picture is too large.'))),
      'image/png'
    )
  );
}

function standalone(svg: SVGSVGElement): { width: number; height: number; text: string } {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const colour = colourReader();
  const originals = [svg, ...svg.querySelectorAll<SVGElement>('*')];
  const copies = [copy, ...copy.querySelectorAll<SVGElement>('*')];
  originals.forEach((original, index) => {
    const style = getComputedStyle(original);
    const written = STYLES.map(name => {
      const value = style.getPropertyValue(name);
      return `${name}:${COLOURS.has(name) ? colour(value) : value}`;
    });
    copies[index].setAttribute('style', written.join(';'));
    copies[index].removeAttribute('class');
  });
  copy.querySelectorAll('[data-interactive]').forEach(node => node.remove());
  const width = svg.clientWidth || svg.viewBox.baseVal.width;
  const height = svg.clientHeight || svg.viewBox.baseVal.height;
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  ground.setAttribute('width', '100%');
  ground.setAttribute('height', '100%');
  ground.setAttribute('style', `fill:${colour(groundOf(svg))}`);
  copy.prepend(ground);
  return { width, height, text: new XMLSerializer().serializeToString(copy) };
}

/** The colour that lies behind an element. */
function groundOf(element: Element): string {
  for (let node: Element | null = element; node; node = node.parentElement) {
    const { backgroundColor } = getComputedStyle(node);
    if (backgroundColor && !/^(transparent|rgba\(0, 0, 0, 0\))$/.test(backgroundColor)) {
      return backgroundColor;
    }
  }
  return 'white';
}

/** Turns mixed colours, which other programs may not know, into plain ones. */
function colourReader(): (value: string) => string {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const known = new Map<string, string>();
  return value => {
    if (!context || value === 'none' || value === '' || /^(rgb|#)/.test(value)) {
      return value;
    }
    let plain = known.get(value);
    if (!plain) {
      context.clearRect(0, 0, 1, 1);
      context.fillStyle = value;
      context.fillRect(0, 0, 1, 1);
      const [red, green, blue, alpha] = context.getImageData(0, 0, 1, 1).data;
      plain = `rgba(${red},${green},${blue},${(alpha / 255).toFixed(3)})`;
      known.set(value, plain);
    }
    return plain;
  };
}
