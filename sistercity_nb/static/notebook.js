// The module that anywidget runs in a notebook: it finds the server and mounts the same component as the page.
// Nothing of a workshop passes through the kernel or the notebook's file.

/** Where Jupyter serves from: JupyterLab and Notebook say it in their page; elsewhere the widget's own setting. */
function serverBase(model) {
  const settings = document.getElementById("jupyter-config-data");
  try {
    if (settings) return JSON.parse(settings.textContent).baseUrl || "/";
  } catch {
    // Not JupyterLab's settings after all.
  }
  return model.get("base");
}

export default {
  async render({ model, el }) {
    const language = model.get("language");
    const base = `${serverBase(model).replace(/\/*$/, "/")}sistercity/`;
    const address = new URL(`${base}static/${model.get("component")}.js`, location.href).href;
    try {
      const { mount } = await import(address);
      return mount(el, { base, language, group: model.get("group"), catalog: model.get("catalog") });
    } catch (fault) {
      console.error(fault);
      const sentence = document.createElement("p");
      sentence.setAttribute("role", "alert");
      sentence.textContent =
        language === "en"
          ? `This part needs the Jupyter server with the sistercity extension at ${base}. Start it with “sistercity run” and open the notebook there; for recording, open the page ${base} itself.`
          : `ส่วนนี้ต้องใช้กับเซิร์ฟเวอร์ Jupyter ที่มีส่วนขยาย sistercity ที่ ${base} โปรดเริ่มด้วยคำสั่ง “sistercity run” แล้วเปิดสมุดบันทึกจากที่นั่น หากต้องการบันทึกข้อมูล ให้เปิดหน้า ${base} โดยตรง`;
      el.replaceChildren(sentence);
      return undefined;
    }
  },
};
