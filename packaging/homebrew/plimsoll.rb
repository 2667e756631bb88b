# The formula of the tap plimsoll-lint/tap. The release workflow writes version and checksums into it.
class Plimsoll < Formula
  desc "Checks Dockerfiles and Compose files for what hurts in production"
  homepage "https://github.com/plimsoll-lint/plimsoll"
  version "@VERSION@"
  license any_of: ["MIT", "Apache-2.0"]

  on_macos do
    on_arm do
      url "https://github.com/plimsoll-lint/plimsoll/releases/download/v#{version}/plimsoll-#{version}-aarch64-apple-darwin.tar.gz"
      sha256 "@SHA256_aarch64-apple-darwin@"
    end
    on_intel do
      url "https://github.com/plimsoll-lint/plimsoll/releases/download/v#{version}/plimsoll-#{version}-x86_64-apple-darwin.tar.gz"
      sha256 "@SHA256_x86_64-apple-darwin@"
    end
  end

  on_linux do
    on_arm do
      url "https://github.com/plimsoll-lint/plimsoll/releases/download/v#{version}/plimsoll-#{version}-aarch64-unknown-linux-musl.tar.gz"
      sha256 "@SHA256_aarch64-unknown-linux-musl@"
    end
    on_intel do
      url "https://github.com/plimsoll-lint/plimsoll/releases/download/v#{version}/plimsoll-#{version}-x86_64-unknown-linux-musl.tar.gz"
      sha256 "@SHA256_x86_64-unknown-linux-musl@"
    end
  end

  def install
    bin.install "plimsoll"
    man1.install Dir["man/*.1"]
    bash_completion.install "completions/plimsoll.bash" => "plimsoll"
    zsh_completion.install "completions/_plimsoll"
    fish_completion.install "completions/plimsoll.fish"
  end

  test do
    (testpath/"Dockerfile").write("FROM node\n")
    assert_match "unpinned-image-tag", shell_output("#{bin}/plimsoll check --format concise", 1)
  end
end
