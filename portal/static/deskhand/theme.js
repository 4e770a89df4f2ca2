(()=>{var s=document.documentElement;for(let e of["theme","density","nav"])try{let t=localStorage.getItem(`deskhand.${e}`);t&&t!=="system"&&(s.dataset[e]=t)}catch{}s.classList.add("js");})();
