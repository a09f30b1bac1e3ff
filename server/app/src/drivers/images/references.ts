/** The registry of an image: `localhost:5000` of `localhost:5000/team/image:tag`. */
export function hostOf(reference: string): string {
  const [first = '', ...rest] = reference.split('/');
  return rest.length && (/[.:]/.test(first) || first === 'localhost') ? first : 'docker.io';
}
