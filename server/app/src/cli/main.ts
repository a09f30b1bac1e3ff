#!/usr/bin/env node
import { createProgram } from './program.ts';

// A reader that goes away (`atelier runs list | head`) is no reason to fail.
process.stdout.on('error', () => {});
await createProgram().parseAsync();
