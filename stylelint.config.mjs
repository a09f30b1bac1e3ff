/** Colours come from the theme: a literal colour would be wrong in one of light and dark. */
export default {
  extends: ['stylelint-config-standard'],
  ignoreFiles: [
    '**/node_modules/**',
    '**/lib/**',
    '**/dist/**',
    'server/jupyter/jupyterlab_atelier/**',
    '.venv/**',
    '.studio/**'
  ],
  rules: {
    'color-no-hex': true,
    'color-named': 'never',
    'function-disallowed-list': ['rgb', 'rgba', 'hsl', 'hsla'],
    'selector-class-pattern': '^(jp|lm|u|atl)-[A-Za-z0-9-]+$|^uplot$',
    'custom-property-pattern': '^(jp|atl|md)-[a-z0-9-]+$',
    'no-descending-specificity': null
  }
};
