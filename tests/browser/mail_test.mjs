// The mails of the samples as readers see them: in Chromium at a phone's and a desk's width, light,
// dark and darkened by the mail program, with and without the style sheet.
//   TIENDO_MAIL_SAMPLE: the program mail_sample of the build
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { contrast, forcedDark } from './colours.mjs';

const require = createRequire(import.meta.url);
const { chromium } = require('playwright-core');

const MAILS = ['full', 'brief', 'quiet', 'empty', 'monstrous', 'worst', 'worst-brief'];
const PHONE = { width: 360, height: 800 };
const DESK = { width: 1200, height: 900 };
const READABLE = 4.5;

let folder, browser;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tiendo-mail-'));
  execFileSync(process.env.TIENDO_MAIL_SAMPLE, [folder]);
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
});

after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

const html = (mail) => readFileSync(join(folder, `${mail}.page.html`), 'utf8');

// Gmail drops the style sheet for mailboxes that are not its own.
const withoutStyleSheet = (page) => page.replace(/<style>[^]*?<\/style>/, '');

// Opens PAGE, calls LOOK with it, and fails when it asks the network for anything.
async function opened(page, viewport, colorScheme, look) {
  const context = await browser.newContext({ viewport, colorScheme });
  const tab = await context.newPage();
  const asked = [];
  tab.on('request', (r) => r.url().startsWith('data:') || asked.push(r.url()));
  await tab.setContent(page, { waitUntil: 'load' });
  try {
    await look(tab);
  } finally {
    await context.close();
  }
  assert.deepEqual(asked, []);
}

// Each text with its colour, that of what is behind it, and its size.
const texts = (tab) => tab.evaluate(() => {
  const parse = (c) => c.match(/[\d.]+/g).map(Number);
  const paper = (e) => {
    for (; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c.length < 4 || c[3] === 1) return c.slice(0, 3);
    }
    return [255, 255, 255];
  };
  const out = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement;
    const said = walker.currentNode.textContent.trim();
    if (!said || !e.checkVisibility()) continue;
    const style = getComputedStyle(e);
    out.push({ said: said.slice(0, 60), ink: parse(style.color).slice(0, 3), paper: paper(e),
      size: parseFloat(style.fontSize) });
  }
  return out;
});

for (const mail of MAILS) {
  for (const [sheet, page] of [['with', html], ['without', (m) => withoutStyleSheet(html(m))]]) {
    for (const viewport of [PHONE, DESK]) {
      for (const scheme of ['light', 'dark']) {
        test(`${mail} ${sheet} style sheet, ${viewport.width} px, ${scheme}: ` +
             'nothing runs out of the screen, every text can be read', async () => {
          await opened(page(mail), viewport, scheme, async (tab) => {
            const width = await tab.evaluate(() => document.documentElement.scrollWidth);
            assert.ok(width <= viewport.width, `${width} px wide`);
            const all = await texts(tab);
            assert.ok(all.length > 2);
            for (const t of all) {
              assert.ok(t.size >= 14, `${t.size} px: ${t.said}`);
              const ratio = contrast(t.ink, t.paper);
              assert.ok(ratio >= READABLE, `${ratio.toFixed(2)}: ${t.said}`);
            }
          });
        });
      }
    }
  }

  test(`${mail}: can be read when the mail program turns it dark by itself`, async () => {
    await opened(html(mail), PHONE, 'light', async (tab) => {
      for (const t of await texts(tab)) {
        for (const [how, turn] of Object.entries(forcedDark)) {
          const ratio = contrast(turn.ink(t.ink), turn.paper(t.paper));
          assert.ok(ratio >= READABLE, `${how}, ${ratio.toFixed(2)}: ${t.said}`);
        }
      }
    });
  });

  test(`${mail}: headings are in order, and the first is the only one of its level`, async () => {
    await opened(html(mail), PHONE, 'light', async (tab) => {
      const levels = await tab.$$eval('h1,h2,h3,h4', (all) => all.map((h) => +h.tagName[1]));
      assert.equal(levels[0], 1);
      assert.equal(levels.filter((l) => l === 1).length, 1);
      for (let i = 1; i < levels.length; i++) {
        assert.ok(levels[i] <= levels[i - 1] + 1, `h${levels[i]} behind h${levels[i - 1]}`);
      }
    });
  });
}

test('pictures load, are as sharp as a phone and say what they show', async () => {
  await opened(html('full'), PHONE, 'light', async (tab) => {
    const pictures = await tab.$$eval('img', (all) => all.map((p) => ({
      natural: p.naturalWidth, given: +p.getAttribute('width'), shown: p.clientWidth,
      ratio: p.naturalHeight / p.naturalWidth - p.clientHeight / p.clientWidth, alt: p.alt,
    })));
    assert.equal(pictures.length, 4);
    for (const p of pictures) {
      assert.equal(p.natural, 2 * p.given);
      assert.ok(p.shown <= 328 && p.shown > 300, `${p.shown} px`);
      assert.ok(Math.abs(p.ratio) < 0.02, 'out of shape');
      assert.ok(p.alt.length > 40);
    }
  });
});

test('what is hidden in a list of mails is hidden on the page', async () => {
  await opened(html('full'), PHONE, 'light', async (tab) => {
    assert.equal(await tab.locator('body > div').first().isVisible(), false);
  });
});

// 360 x 800 is the most common phone. What a reader has to know stands above where the rest is.
for (const mail of ['brief', 'worst-brief']) {
  test(`${mail}: a short digest is one screen of a phone, with where the rest is`, async () => {
    await opened(html(mail), PHONE, 'light', async (tab) => {
      const rest = await tab.getByText('gửi kèm thư này').boundingBox();
      assert.ok(rest.y + rest.height <= PHONE.height, `ends at ${rest.y + rest.height} px`);
      for (const item of await tab.locator('li').all()) {
        const { y, height } = await item.boundingBox();
        assert.ok(y > rest.y || height <= 4 * 20 + 1, `${height} px: ${await item.innerText()}`);
      }
    });
  });
}

test('at its worst, a short digest is two screens with its imprint', async () => {
  await opened(html('worst-brief'), PHONE, 'light', async (tab) => {
    const height = await tab.evaluate(() => document.documentElement.scrollHeight);
    assert.ok(height <= 2 * PHONE.height, `${height} px`);
  });
});

test('a digest without news is a few lines', async () => {
  await opened(html('quiet'), PHONE, 'light', async (tab) => {
    const { height } = await tab.locator('table').first().boundingBox();
    assert.ok(height <= 200, `${height} px`);
  });
});

test('the Nu checker has nothing to say', () => {
  const jar = join(require.resolve('vnu-jar/package.json'), '..', 'build', 'dist', 'vnu.jar');
  const pages = readdirSync(folder).filter((f) => f.endsWith('.html')).map((f) => join(folder, f));
  assert.equal(pages.length, 2 * MAILS.length);
  const { status, stderr, error } = spawnSync('java', ['-jar', jar, ...pages]);
  assert.equal(error, undefined);
  assert.equal(stderr.toString(), '');
  assert.equal(status, 0);
});
