import jupyter from '@jupyter/eslint-plugin';
import prettier from 'eslint-config-prettier';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';

const browser = ['extensions/**/*.{ts,tsx}'];
const tests = ['**/*.test.{ts,tsx}', '**/testing/**', 'ui-tests/**', 'bench/**'];

export default tseslint.config(
  {
    ignores: [
      '**/lib/',
      '**/dist/',
      '**/node_modules/',
      '.venv/',
      '.studio/',
      'server/jupyter/jupyterlab_atelier/',
      'ui-tests/{test-results,playwright-report,screenshots}/',
      'bench/results/'
    ]
  },
  ...tseslint.configs.recommended,
  {
    languageOptions: { globals: { ...globals.node } },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      curly: 'error',
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
      'max-lines': ['error', { max: 300, skipComments: false, skipBlankLines: false }],
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'separate-type-imports' }
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' }
      ]
    }
  },
  {
    files: browser,
    plugins: { '@jupyter': jupyter, 'react-hooks': reactHooks },
    languageOptions: { globals: { ...globals.browser } },
    rules: {
      '@jupyter/plugin-activation-args': 'error',
      '@jupyter/plugin-description': 'error',
      '@jupyter/command-described-by': 'error',
      '@jupyter/no-translation-concatenation': 'error',
      '@jupyter/no-dynamic-translation': 'error',
      '@jupyter/no-untranslated-string': 'error',
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error'
    }
  },
  {
    files: tests,
    rules: {
      'max-lines': ['error', { max: 500 }],
      '@jupyter/no-untranslated-string': 'off',
      '@jupyter/command-described-by': 'off'
    }
  },
  {
    // JupyterLab, esbuild and the tools below find what they load by its default export.
    files: ['extensions/studio/src/index.ts', '**/*.config.{mjs,js,ts}', 'ui-tests/**'],
    rules: { 'no-restricted-exports': 'off' }
  },
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
  prettier
);
