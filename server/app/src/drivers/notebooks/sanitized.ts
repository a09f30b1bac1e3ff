import sanitize from 'sanitize-html';

const MATHML =
  'math semantics annotation mrow mi mn mo ms mtext mspace mfrac msqrt mroot mstyle mpadded mphantom menclose msub msup msubsup munder mover munderover mtable mtr mtd mmultiscripts mprescripts none';
const ATTRIBUTES =
  'class title alt width height colspan rowspan align display mathvariant stretchy fence separator lspace rspace minsize maxsize accent accentunder columnalign rowspacing columnspacing scriptlevel displaystyle linethickness notation encoding open start type checked disabled';
const STYLES =
  'color background-color text-align font-weight font-style text-decoration width height max-width min-width margin padding border border-collapse vertical-align white-space';
/** Neither addresses nor expressions. */
const PLAIN_VALUE = /^[\w\s#%.,()+-]+$/;

const options: sanitize.IOptions = {
  allowedTags: [
    ...sanitize.defaults.allowedTags,
    ...'img details summary del ins input font center'.split(' '),
    ...MATHML.split(' ')
  ],
  allowedAttributes: {
    '*': [...ATTRIBUTES.split(' '), 'style'],
    a: ['href', 'name', 'target', 'rel'],
    img: ['src']
  },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowedSchemesByTag: { img: ['data'] },
  allowProtocolRelative: false,
  allowedStyles: {
    '*': Object.fromEntries(STYLES.split(' ').map(name => [name, [PLAIN_VALUE]]))
  },
  // Pictures that lie elsewhere are not fetched.
  exclusiveFilter: ({ attribs, tag }) => tag === 'img' && !/^data:/i.test(attribs.src ?? ''),
  transformTags: {
    a: sanitize.simpleTransform('a', { target: '_blank', rel: 'noopener noreferrer' }, true),
    input: sanitize.simpleTransform('input', { disabled: '' }, true)
  }
};

/** HTML of which nothing acts: no scripts, frames, forms, styles of its own, nothing from elsewhere. */
export const sanitized = (html: string): string => sanitize(html, options);

/** What would not be the same without its scripts, styles or frames. */
export const needsFrame = (html: string): boolean =>
  /<(script|iframe|object|embed|video|audio|canvas|svg|style(?![^>]*\bscoped\b))\b/i.test(html);
