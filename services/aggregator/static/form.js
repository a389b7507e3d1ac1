// The month's form with keys, pasting, drafts that keep themselves and sums. Without it the page is complete.
"use strict";
(() => {
  const form = document.querySelector("form[data-form]");
  if (!form) return;
  const said = form.querySelector("[data-said]");
  const rows = [...form.querySelectorAll("tr[data-row]")].map((row) => [...row.querySelectorAll("input[data-cell]")]);
  const hidden = (name) => form.elements.namedItem(name);
  const place = (cell) => {
    const row = rows.findIndex((cells) => cells.includes(cell));
    return [row, row < 0 ? -1 : rows[row].indexOf(cell)];
  };

  // ── keys: Enter and the arrows go up and down the column; nothing but a button sends ──
  const step = (cell, by) => {
    const [row, column] = place(cell);
    const next = rows[row + by];
    const to = next ? next[Math.min(column, next.length - 1)] : by > 0 ? form.querySelector("[data-next]") : null;
    if (to) to.focus();
    if (to && to.select) to.select();
  };
  form.addEventListener("keydown", (event) => {
    const cell = event.target;
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey || !(cell instanceof HTMLInputElement)) return;
    const moves = { Enter: event.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 };
    if (!(event.key in moves) || (event.key !== "Enter" && !cell.matches("[data-cell]"))) return;
    event.preventDefault();
    if (cell.matches("[data-cell]")) step(cell, moves[event.key]);
  });

  // ── pasting a block of cells: as a spreadsheet writes it, with quotes round what holds tabs or lines ──
  const block = (text) => {
    const found = [[]];
    let cell = "", quoted = false;
    for (let at = 0; at < text.length; at += 1) {
      const each = text[at];
      if (quoted) {
        if (each !== '"') cell += each;
        else if (text[at + 1] === '"') { cell += '"'; at += 1; }
        else quoted = false;
      } else if (each === '"' && cell === "") quoted = true;
      else if (each === "\t") { found.at(-1).push(cell); cell = ""; }
      else if (each === "\n") { found.at(-1).push(cell.replace(/\r$/, "")); found.push([]); cell = ""; }
      else cell += each;
    }
    if (cell !== "" || found.at(-1).length) found.at(-1).push(cell.replace(/\r$/, ""));
    return found.filter((line) => line.length);
  };
  // The columns of the Excel form are value, numerator, denominator; a narrower block goes by the fields as they stand.
  const target = (row, column, offset, wide) => {
    const cells = rows[row] || [];
    if (!wide) return cells[column + offset];
    return cells.length === 1 ? (offset === 0 ? cells[0] : undefined) : cells[offset - 1];
  };
  form.addEventListener("paste", (event) => {
    const cell = event.target;
    if (!(cell instanceof HTMLInputElement) || !cell.matches("[data-cell]")) return;
    const pasted = block(event.clipboardData.getData("text/plain"));
    if (pasted.length < 2 && (pasted[0] || []).length < 2) return;
    event.preventDefault();
    const [first, column] = place(cell);
    const wide = Math.max(...pasted.map((line) => line.length)) > 2;
    const before = [];
    let left = 0;
    pasted.forEach((line, down) => line.forEach((text, right) => {
      const to = target(first + down, column, right, wide);
      if (text.trim() === "") return;
      if (!to) { left += 1; return; }
      before.push([to, to.value]);
      to.value = text.trim();
    }));
    changed();
    tell(`已粘贴 ${before.length} 格${left ? `；另有 ${left} 格在表外，没有放` : ""}。`, "撤销粘贴", () => {
      before.reverse().forEach(([to, text]) => { to.value = text; });
      tell("已撤销粘贴。");
      changed();
    });
  });

  // ── drafts: a second after typing stops, and when the page is hidden ──
  let timer = 0, dirty = false, busy = 0, leaving = false, count = 0;
  const tell = (words, action, act) => {
    said.textContent = words;
    if (!action) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link";
    button.textContent = action;
    button.addEventListener("click", act, { once: true });
    said.append(" ", button);
  };
  const body = () => {
    count += 1;
    hidden("count").value = String(count);
    return new URLSearchParams(new FormData(form));
  };
  const later = (milliseconds) => {
    clearTimeout(timer);
    timer = setTimeout(save, milliseconds);
  };
  const renew = async () => {
    const page = await fetch(form.dataset.page, { redirect: "manual", cache: "no-store" });
    if (!page.ok) return false;
    const fresh = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("input[name=form_token]");
    if (!fresh || fresh.value === hidden("form_token").value) return false;
    document.querySelectorAll("input[name=form_token]").forEach((each) => { each.value = fresh.value; });
    return true;
  };
  const failed = () => {
    dirty = true;
    tell("没有连上，还没有暂存；稍后自动再试。");
    later(5000);
  };
  const ended = () => {
    dirty = true;
    tell("登录已结束，最近的改动还没有暂存。请另开一页登录，再回到这里接着填，什么都不会丢。", "已登录，暂存", () => save());
  };
  const send = async () => {
    const asks = { method: "POST", body: body(), headers: { Accept: "application/json" }, redirect: "manual", keepalive: true };
    return fetch(form.dataset.draft, asks);
  };
  // Counted on the server's side, saves of one page may overtake each other: the last one stands.
  async function save(hurry) {
    clearTimeout(timer);
    timer = 0;
    if (leaving || !dirty || (busy && hurry !== true)) return;
    busy += 1;
    dirty = false;
    try {
      let answer = await send();
      if (answer.status === 403 && (await renew())) answer = await send();
      if (answer.ok) {
        const kept = await answer.json();
        hidden("draft").value = String(kept.version);
        tell(`已暂存 ${kept.saved_at}`);
      } else if (answer.status === 409) {
        const theirs = await answer.json();
        tell(`没有暂存：${theirs.saved_by} 在 ${theirs.saved_at} 又暂存了一份。`, "两份对照着看", () => form.querySelector("[data-keep]").click());
      } else if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) ended();
      else failed();
    } catch {
      failed();
    }
    busy -= 1;
    if (dirty && !timer && !said.querySelector("button")) later(200);
  }
  const changed = () => {
    dirty = true;
    figures();
    later(1000);
  };
  form.addEventListener("input", changed);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(true); });
  window.addEventListener("pagehide", () => { save(true); });
  form.addEventListener("submit", () => {
    leaving = true;
    clearTimeout(timer);
    count += 1;
    hidden("count").value = String(count);
  });
  window.addEventListener("pageshow", () => { leaving = false; });

  // ── sums: what is filled in, parts against their total, rates ──
  const number = (cell) => {
    const text = cell ? cell.value.normalize("NFKC").replace(/[,\s]/g, "") : "";
    return /^\d+(\.\d+)?$/.test(text) ? Number(text) : null;
  };
  const note = (cell, words, wrong) => {
    const held = cell.closest("td");
    let line = held.querySelector(".live");
    if (!line && !words) return;
    if (!line) {
      line = document.createElement("p");
      line.className = "live";
      held.append(line);
    }
    line.textContent = words;
    line.classList.toggle("bad", Boolean(wrong));
  };
  const percent = (part, whole) => `${((part / whole) * 100).toFixed(2)}%`;
  const basis = (cell) => {
    const chosen = hidden(cell.id.replace(/^value-/, "basis-"));
    return chosen ? chosen.value : "";
  };
  const parts = () => {
    for (const cell of form.querySelectorAll("input[data-whole]")) {
      const whole = document.getElementById(cell.dataset.whole), part = number(cell), all = number(whole);
      const alike = whole && cell.dataset.unit === whole.dataset.unit && basis(cell) === basis(whole);
      if (!alike || part === null || all === null) note(cell, "");
      else if (part > all) note(cell, "大于总计", true);
      else note(cell, all ? `占总计 ${percent(part, all)}` : "");
    }
  };
  const rates = () => {
    for (const [above, below] of rows.filter((cells) => cells.length === 2)) {
      const over = number(above), under = number(below);
      note(below, over === null || !under ? "" : percent(over, under), over > under);
    }
  };
  function figures() {
    const filled = rows.filter((cells) => cells.every((cell) => cell.value.trim())).length;
    form.querySelector("[data-filled]").textContent = `已填 ${filled} / ${rows.length} 项`;
    parts();
    rates();
  }
  figures();
})();
