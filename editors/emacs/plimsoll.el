;;; plimsoll.el --- plimsoll in Emacs 29 or newer, with eglot -*- lexical-binding: t; -*-

;; Put this file on your `load-path', and (require 'plimsoll) into your init file.

(require 'eglot)

(dolist (modes '((dockerfile-ts-mode dockerfile-mode) (yaml-ts-mode yaml-mode docker-compose-mode)))
  (add-to-list 'eglot-server-programs (cons modes '("plimsoll" "lsp"))))

(add-hook 'dockerfile-ts-mode-hook #'eglot-ensure)

(provide 'plimsoll)
;;; plimsoll.el ends here
