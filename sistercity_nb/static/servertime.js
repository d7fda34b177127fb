// The server's time on a device whose own clock may be wrong: told by each answer, carried on by a clock that only
// ever runs forward, so that setting the device's clock changes nothing that is shown.

const ROUGH = 2000; // ms; a Date header knows seconds only, and a line takes its time

/** `{now(), tell(time), tellRoughly(time)}`; now() is in milliseconds since 1970, times are what Date can read. */
export function serverClock() {
  let told = Date.now(); // until the server has spoken, the device's word
  let heard = performance.now();

  function now() {
    return told + performance.now() - heard;
  }

  function tell(time, leeway = 0) {
    const said = Date.parse(time);
    if (Number.isNaN(said) || Math.abs(said - now()) <= leeway) return;
    told = said;
    heard = performance.now();
  }

  return { now, tell, tellRoughly: (time) => tell(time, ROUGH) };
}
