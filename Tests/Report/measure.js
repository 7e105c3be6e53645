// Returns what is wrong with the page as it is laid out: text that contrasts too little with what stands behind it, boxes
// that are wider than the window, and texts that are too small to read or cut off.
(() => {
  const problems = [];
  const channels = color => {
    const numbers = color.match(/[\d.]+/g).map(Number);
    return {rgb: numbers.slice(0, 3), alpha: numbers.length > 3 ? numbers[3] : 1};
  };
  const luminance = rgb => {
    const [r, g, b] = rgb.map(value => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const over = (front, alpha, back) => front.map((value, index) => value * alpha + back[index] * (1 - alpha));
  const isInside = (box, x, y) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;

  // The colour behind a text: backgrounds of the elements around it, then the filled shapes drawn before it in its picture.
  const behind = (element, x, y) => {
    let color = [255, 255, 255];
    const around = [];
    for (let node = element; node && node.nodeType === 1; node = node.parentNode) around.unshift(node);
    for (const node of around) {
      if (node.ownerSVGElement || node.tagName === 'svg') continue;
      const background = channels(getComputedStyle(node).backgroundColor);
      color = over(background.rgb, background.alpha, color);
    }
    const picture = element.ownerSVGElement;
    if (!picture) return color;
    const outer = element.closest('svg[role=img]');
    for (const shape of outer.querySelectorAll('rect')) {
      if (!(shape.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING)) continue;
      if (!isInside(shape.getBoundingClientRect(), x, y)) continue;
      const style = getComputedStyle(shape);
      if (style.fill === 'none') continue;
      const fill = channels(style.fill);
      color = over(fill.rgb, fill.alpha * Number(style.fillOpacity), color);
    }
    return color;
  };

  const check = (element, colorName) => {
    const box = element.getBoundingClientRect();
    if (box.width === 0) return;
    const style = getComputedStyle(element);
    const text = channels(style[colorName]);
    const back = behind(element, box.left + box.width / 2, box.top + box.height / 2);
    const [a, b] = [luminance(over(text.rgb, text.alpha, back)), luminance(back)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const size = parseFloat(style.fontSize) * (element.ownerSVGElement ? Math.hypot(element.getScreenCTM().a, element.getScreenCTM().b) : 1);
    const words = JSON.stringify(element.textContent.slice(0, 40));
    if (ratio < 4.5) problems.push(`${words} has a contrast of ${ratio.toFixed(2)}; 4.5 is needed`);
    if (size < 9.5) problems.push(`${words} is ${size.toFixed(1)} pixels high; 9.5 are needed`);
    const isScrolled = element.closest('.table');
    if (!isScrolled && (box.left < -0.5 || box.right > innerWidth + 0.5))
      problems.push(`${words} reaches from ${box.left} to ${box.right} in a window of ${innerWidth}`);
  };

  let texts = 0;
  for (const element of document.body.querySelectorAll('*')) {
    if (element.ownerSVGElement) {
      if (element.tagName === 'text') { check(element, 'fill'); texts += 1; }
      continue;
    }
    const hasText = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
    if (hasText) { check(element, 'color'); texts += 1; }
  }
  for (const picture of document.querySelectorAll('svg[role=img]')) {
    const frame = picture.getBoundingClientRect();
    const boxes = [...picture.querySelectorAll('text')].map(text => [text, text.getBoundingClientRect()]);
    boxes.forEach(([text, box], index) => {
      if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1)
        problems.push(`${JSON.stringify(text.textContent)} leaves its picture`);
      for (const [other, second] of boxes.slice(index + 1)) {
        const width = Math.min(box.right, second.right) - Math.max(box.left, second.left);
        const height = Math.min(box.bottom, second.bottom) - Math.max(box.top, second.top);
        // The boxes of texts are higher than their letters.
        if (width > 1 && height > Math.min(box.height, second.height) * 0.35)
          problems.push(`${JSON.stringify(text.textContent)} covers ${JSON.stringify(other.textContent)}`);
      }
    });
  }
  const overflow = document.documentElement.scrollWidth - innerWidth;
  if (overflow > 0) problems.push(`the page is ${overflow} pixels wider than its window`);
  return {problems, texts, pictures: document.querySelectorAll('svg[role=img]').length};
})()
