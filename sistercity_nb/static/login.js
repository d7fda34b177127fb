// A poster's QR code carries its join code behind "#", where no server and no log ever sees it: it is typed from there.

const code = document.getElementById("code");

function typeCarried() {
  const carried = location.hash.slice(1);
  if (!code || !carried) return;
  code.value = carried.slice(0, code.maxLength);
  history.replaceState(null, "", location.pathname + location.search); // nobody reads it over a shoulder
  document.querySelector("form.enter button").focus();
}

addEventListener("hashchange", typeCarried); // another poster, while this page is still open
typeCarried();
