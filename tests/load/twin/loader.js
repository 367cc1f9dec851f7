// The twin's tag: a button, and a frame when the pointer or the focus arrives, at the latest with the press.
const src = document.currentScript.dataset.frame;
const button = document.createElement('button');
const frame = document.createElement('iframe');
button.id = 'twin-launcher';
button.ariaLabel = 'チャット';
button.ariaExpanded = 'false';
button.style.cssText = 'position:fixed;right:24px;bottom:24px;width:60px;height:60px;border:0;border-radius:30px;background:#bc2461;color:#fff';
frame.style.cssText = 'position:fixed;right:24px;bottom:100px;width:400px;height:min(648px,100vh - 120px);border:0;border-radius:24px;visibility:hidden';
const warm = () => frame.parentNode || ((frame.src = src), document.body.append(frame));
button.onpointerenter = button.onfocus = warm;
button.onclick = () => {
  warm();
  const open = button.ariaExpanded === 'false';
  button.ariaExpanded = String(open);
  frame.style.visibility = open ? 'visible' : 'hidden';
};
document.body.append(button);
