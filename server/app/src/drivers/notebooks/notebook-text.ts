import katexPlugin from '@vscode/markdown-it-katex';
import { AnsiUp } from 'ansi_up';
import highlighter from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import python from 'highlight.js/lib/languages/python';
import r from 'highlight.js/lib/languages/r';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import katex from 'katex';
import MarkdownIt from 'markdown-it';
import { sanitized } from './sanitized.ts';

const languages = { bash, javascript, json, python, r, sql, typescript };
for (const [name, language] of Object.entries(languages)) {
  highlighter.registerLanguage(name, language);
}

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;'
};
export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, character => ESCAPES[character]!);

/** Code in colours, if its language is known. */
export function coloured(code: string, language: string): string {
  const name = language.toLowerCase();
  return highlighter.getLanguage(name)
    ? highlighter.highlight(code, { language: name, ignoreIllegals: true }).value
    : escaped(code);
}

// As MathML, which browsers draw by themselves: neither scripts nor fonts come along.
const MATH = { output: 'mathml', throwOnError: false, strict: 'ignore', trust: false } as const;

/** A formula; with delimiters around it, or without. */
export function formula(text: string): string {
  const [, inner = text] = /^\s*\$\$?([\s\S]*?)\$?\$\s*$/.exec(text) ?? [];
  return katex.renderToString(inner, { ...MATH, displayMode: true });
}

const plugin = (katexPlugin as unknown as { default?: typeof katexPlugin }).default ?? katexPlugin;
const markdown = new MarkdownIt({ html: true, linkify: true, highlight: coloured }).use(plugin, {
  ...MATH,
  katex
});

/** Markdown with formulas; what is HTML in it is as harmless as all other. */
export const marked = (text: string): string => sanitized(markdown.render(text));

/** What a terminal would show: colours, and lines that overwrite themselves. */
export function terminal(text: string): string {
  const colours = new AnsiUp();
  colours.use_classes = true;
  return colours.ansi_to_html(text.replace(/\r\n/g, '\n').replace(/^.*\r(?=.)/gm, ''));
}
