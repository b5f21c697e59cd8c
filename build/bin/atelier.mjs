#!/usr/bin/env node
// `atelier`: opens the studio, or runs one of its commands.
import process from 'node:process';
import { runOnNode24 } from './node24.mjs';

runOnNode24('build/scripts/start.ts', process.argv.slice(2));
