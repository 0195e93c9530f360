// The two buttons of the demonstration page.
document.getElementById("ask").addEventListener("click", () => window.ClinicAssistant.open());
document.getElementById("copy").addEventListener("click", async () => {
  const told = document.getElementById("copied");
  try {
    await navigator.clipboard.writeText(document.getElementById("code").textContent);
    told.textContent = "Copied.";
  } catch {
    told.textContent = "Please select the code and copy it by hand.";
  }
});
