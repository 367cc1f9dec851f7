// One picture on its way to the relay.
//
// Invariant: it ends in exactly one of three ways: it is there, it never will be, or it may be tried again.

/** `told(share)` while it goes. Resolves to `{image}`, `{refusal}`, or `{again: ms}`; `{}` where there was no answer. */
export const send = (to, ticket, { blob, thumb }, told, end) =>
  new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", to);
    request.setRequestHeader("authorization", "Bearer " + ticket);
    request.setRequestHeader("maru-thumb", thumb.size);
    request.upload.onprogress = ({ loaded, total }) => told(loaded / total);
    request.onload = () => {
      let answer = {};
      try {
        answer = JSON.parse(request.responseText);
      } catch {}
      const { status } = request;
      if (status === 201) resolve({ image: answer });
      else if (status === 401) resolve({ ticket: true });
      else if (status === 429 || status >= 500) resolve({ again: answer.retry_after_ms ?? 5e3 });
      else resolve({ refusal: answer.refusal });
    };
    request.onerror = request.ontimeout = () => resolve({});
    request.onabort = () => resolve({ ended: true });
    request.timeout = 3e5;
    end.addEventListener("abort", () => request.abort());
    request.send(new Blob([thumb, blob]));
  });
