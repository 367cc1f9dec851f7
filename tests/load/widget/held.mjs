// What a page holds in memory, as the machine counts it.

import { readFile } from 'node:fs/promises';

/** Bytes that the page's own processes share with nobody. */
export async function held(browser, page) {
  const wire = await page.context().newCDPSession(page);
  await wire.send('HeapProfiler.enable');
  for (let n = 0; n < 3; n += 1) await wire.send('HeapProfiler.collectGarbage');
  await wire.detach();
  const whole = await browser.newBrowserCDPSession();
  const { processInfo } = await whole.send('SystemInfo.getProcessInfo');
  let sum = 0;
  for (const { id, type } of processInfo) {
    if (type !== 'renderer') continue;
    // The browser draws its own address bar in such a process too, and begins with that while it is measured: 20 MB.
    if ((await readFile(`/proc/${id}/cmdline`, 'utf8')).includes('--top-chrome-webui')) continue;
    const maps = await readFile(`/proc/${id}/smaps_rollup`, 'utf8');
    for (const [, kb] of maps.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+) kB/gm)) sum += Number(kb) * 1024;
  }
  await whole.detach();
  return sum;
}
