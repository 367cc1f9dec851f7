// Writes what the Chromium at hand tells of presses of Enter into client/tests/traces: node tests/browser/record-traces.mjs

import { chromium } from 'playwright-core';

import { executable, switches } from './stage.mjs';
import { record, write } from './traces.mjs';

const browser = await chromium.launch({ executablePath: executable(), args: switches() });
const files = await record(browser);
await browser.close();
write(files);
console.log(`${files.length} traces`);
