// What this browser keeps by itself: drafts and unsent revisions, in IndexedDB.
// A browser profile has one such database for each address, so "this device" needs no id of its own.

const NAME = "sistercity";
const VERSION = 1;
const OPENING = 3000; // ms; some browsers never answer an open request after a crash

/**
 * `{state(), read(store, scope), write(changes)}`.
 * state() is "ok", "unavailable" or "full"; write resolves when the changes, all or none, are in the database.
 */
export async function openStorage() {
  let database = null;
  let state = "ok";
  try {
    database = await open();
  } catch {
    state = "unavailable";
  }

  async function connection() {
    if (!database) database = await open();
    return database;
  }

  function write(changes) {
    // Without a pause when the database is open: the order of calls is the order on disk.
    return (database ? commit(database, changes) : connection().then((opened) => commit(opened, changes)))
      .catch((reason) => {
        // The browser may have closed the database behind our back (cleared data, a newer page): once more, freshly.
        if (reason?.name !== "InvalidStateError") throw reason;
        database = null;
        return connection().then((opened) => commit(opened, changes));
      })
      .then(() => {
        state = "ok";
      })
      .catch((reason) => {
        state = reason?.name === "QuotaExceededError" ? "full" : "unavailable";
        throw reason;
      });
  }

  async function read(store, scope) {
    try {
      const transaction = (await connection()).transaction(store, "readonly");
      return await answer(transaction.objectStore(store).index("scope").getAll(scope));
    } catch {
      state = "unavailable";
      return [];
    }
  }

  return { state: () => state, read, write };
}

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    const timer = setTimeout(() => reject(new Error("IndexedDB does not answer")), OPENING);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("unsent", { keyPath: "id" }).createIndex("scope", "scope");
      request.result.createObjectStore("drafts", { keyPath: "key" }).createIndex("scope", "scope");
    };
    request.onsuccess = () => {
      clearTimeout(timer);
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => {
      clearTimeout(timer);
      reject(request.error);
    };
  });
}

function commit(database, changes) {
  return new Promise((resolve, reject) => {
    let transaction;
    try {
      // An unsent sentence must outlive a power cut; a draft, written at each key, only a crash of the browser, and
      // what the server has can at worst be sent again.
      const durability = changes.some(({ store, put }) => store === "unsent" && put) ? "strict" : "relaxed";
      transaction = database.transaction([...new Set(changes.map((change) => change.store))], "readwrite", {
        durability,
      });
    } catch (reason) {
      reject(reason);
      return;
    }
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error("IndexedDB gave up"));
    for (const change of changes) {
      const store = transaction.objectStore(change.store);
      if (change.put) store.put(change.put);
      else store.delete(change.remove);
    }
    transaction.commit?.(); // at once, not when the browser next has time: the next moment may be a crash
  });
}

function answer(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
