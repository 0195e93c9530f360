// The two buttons of the demonstration page, and the address in the code to copy.

// Behind a proxy the server does not know the address that it has on the web; the page does.
const code = document.getElementById("code");
code.textContent = code.textContent.replace(/src="[^"]*"/, `src="${new URL("widget.js", location.href).href}"`);

document.getElementById("ask").addEventListener("click", () => window.ClinicAssistant.open());
document.getElementById("copy").addEventListener("click", async () => {
  const told = document.getElementById("copied");
  try {
    await navigator.clipboard.writeText(code.textContent);
    told.textContent = "Copied.";
  } catch {
    told.textContent = "Please select the code and copy it by hand.";
  }
});
