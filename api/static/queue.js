// Helps a settling officer: a reason brings the reading it stands for into the empty field, to be seen and changed.
const READING = { misread: "kpps", miskeyed: "machine" };

for (const form of document.querySelectorAll(".case form")) {
  form.addEventListener("change", (event) => {
    if (event.target.name !== "reason") return;
    const keeps = "keeps" in event.target.dataset;
    for (const field of form.querySelectorAll("[data-machine]")) {
      const reading = field.dataset[READING[event.target.value]];
      if (keeps) field.value = "";
      else if (!field.value && reading && field.dataset.machine !== field.dataset.kpps) field.value = reading;
      field.readOnly = keeps;
    }
  });
}
