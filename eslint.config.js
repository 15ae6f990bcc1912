import js from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  // The programs of test/clients import clients that exist only while its specs run, which compile them.
  { ignores: ['**/dist/**', '**/node_modules/**', 'test/clients/programs/**'] },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      // A value import keeps decorator metadata alive; the compiler's own rule knows when one is needed.
      '@typescript-eslint/consistent-type-imports': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/require-await': 'off',
      'no-restricted-syntax': [
        'error',
        {
          selector: 'ExportDefaultDeclaration',
          message: 'Named exports only: one name per thing everywhere.',
        },
        {
          selector: "MemberExpression[object.name='Math'][property.name='random']",
          message: 'Math.random is predictable: use node:crypto, or a seeded generator for cosmetics.',
        },
      ],
      'no-console': 'error',
    },
  },
  {
    files: ['libs/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^(\\.\\./)+src(/|$)', message: 'A lib never imports the application.' }] },
      ],
    },
  },
  {
    files: ['src/user/captcha/delivery/providers/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['**/dto/**', '**/captcha.service.js'],
              message: 'The list of providers is their type: this would be a cycle.',
            },
          ],
        },
      ],
    },
  },
  // Tools that load these files ask for a default export.
  {
    files: ['*.config.ts', 'eslint.config.js', 'test/support/vitest/*.reporter.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  { files: ['**/*.js', '**/*.mjs'], ...tseslint.configs.disableTypeChecked },
  {
    // Programs for readers of the documentation: a README shows them as they are.
    files: ['docs/examples/**/*.mjs'],
    languageOptions: { globals: { console: 'readonly', process: 'readonly', URL: 'readonly' } },
    rules: { 'no-console': 'off' },
  },
  {
    // Browser code.
    files: ['src/pages/**/*.js'],
    languageOptions: {
      globals: Object.fromEntries(
        ['document', 'window', 'navigator', 'fetch', 'setTimeout', 'Response', 'URLSearchParams'].map(
          (name) => [name, 'readonly'],
        ),
      ),
    },
  },
);
