// Contrast by WCAG 2, and what mail programs make of colours when they turn a page dark by
// themselves. Pure; a colour is [red, green, blue] from 0 to 255.

const linear = (c) => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;

export const luminance = ([r, g, b]) =>
  0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);

export function contrast(a, b) {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

const lightness = ([r, g, b]) => (Math.max(r, g, b) + Math.min(r, g, b)) / 510;

// The same hue and saturation (HSL) with another lightness.
function withLightness([r, g, b], l) {
  const max = Math.max(r, g, b), min = Math.min(r, g, b);
  const spread = (max - min) / 255, old = lightness([r, g, b]);
  const saturation = spread === 0 ? 0 : spread / (1 - Math.abs(2 * old - 1));
  const chroma = saturation * (1 - Math.abs(2 * l - 1));
  const at = (c) => (max === min ? 0 : (c - min) / (max - min));
  return [r, g, b].map((c) => 255 * (l - chroma / 2 + chroma * at(c)));
}

// Outlook's and Gmail's apps on iOS turn every lightness around.
const turned = (c) => withLightness(c, 1 - lightness(c));
// Outlook on the web and Gmail on Android darken what is light and lighten dark text.
const partly = (wrong) => (c) => (wrong(lightness(c)) ? turned(c) : c);

export const forcedDark = {
  everything: { paper: turned, ink: turned },
  'light backgrounds and dark text': {
    paper: partly((l) => l > 0.5),
    ink: partly((l) => l < 0.5),
  },
};
