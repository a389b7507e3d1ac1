// Tells two minutes before somebody is signed out for want of use, and goes on when asked to. Without it the page works.
"use strict";
(() => {
  const head = document.querySelector("form.signed-in[data-idle-seconds]");
  if (!head) return;
  const idle = Number(head.dataset.idleSeconds) * 1000;
  const warning = 120_000;
  const key = "xushi-used";
  let mine = Date.now();
  const remember = () => {
    mine = Date.now();
    try { localStorage.setItem(key, String(mine)); } catch { /* without it each window counts for itself */ }
  };
  const used = () => {
    try { return Math.max(mine, Number(localStorage.getItem(key)) || 0); } catch { return mine; }
  };
  const notice = document.createElement("p");
  notice.className = "idle";
  notice.setAttribute("role", "alert");
  notice.hidden = true;
  const words = document.createElement("span");
  const stay = document.createElement("button");
  stay.type = "button";
  stay.textContent = "继续使用";
  notice.append(words, " ", stay);
  head.closest("header").after(notice);
  const tell = (text) => {
    if (words.textContent !== text) words.textContent = text;
    notice.hidden = false;
  };
  const look = () => {
    const left = used() + idle - Date.now();
    if (left > warning) {
      notice.hidden = true;
    } else if (left > 0) {
      tell(`很久没有操作，${Math.ceil(left / 60_000)} 分钟内将自动退出，没有提交的内容会丢失。`);
    } else {
      stay.hidden = true;
      tell("已自动退出。请先复制本页没有提交的内容，再重新登录。");
    }
  };
  stay.addEventListener("click", async () => {
    const answer = await fetch("/v1/session", { cache: "no-store" }).catch(() => null);
    if (answer !== null && answer.ok) remember();
    look();
  });
  remember();
  setInterval(look, 5_000);
})();
