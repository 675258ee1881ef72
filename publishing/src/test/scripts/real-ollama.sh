#!/usr/bin/env bash
# real-ollama.sh FOLDER: puts a real Ollama into FOLDER, to run the tests against it:
#   TRAINYARD_OLLAMA=FOLDER/bin/ollama mvn -pl publishing -am test -Dtest=RealOllamaTest -Dsurefire.failIfNoSpecifiedTests=false
# Ollama itself comes from its Go module (needs Go 1.26 and gcc), the llama.cpp it drives from Debian's unstable
# distribution, unpacked into FOLDER and not installed (needs apt and dpkg-deb). It comes from the mirror that this
# machine's apt uses, or from DEBIAN_MIRROR. Linux on x86-64.
set -euo pipefail
folder=$(mkdir -p "$1" && cd "$1" && pwd)
version=v0.32.15
mirror=${DEBIAN_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' | head -n 1)}
: "${mirror:?apt knows no mirror of Debian here: set DEBIAN_MIRROR to the address of one that has unstable}"

GOPATH=$folder/go GOCACHE=$folder/go-cache GOFLAGS=-modcacherw CGO_ENABLED=1 go install github.com/ollama/ollama@$version
mkdir -p "$folder/bin" "$folder/lib/ollama" "$folder/apt/lists/partial" "$folder/apt/cache/archives/partial" "$folder/root"
cp "$folder/go/bin/ollama" "$folder/bin/ollama"

touch "$folder/apt/status"
cat > "$folder/apt/unstable.sources" <<SOURCES
Types: deb
URIs: $mirror
Suites: sid
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
SOURCES
options=(-o "Dir::Etc::sourcelist=$folder/apt/unstable.sources" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$folder/apt/lists"
         -o "Dir::Cache=$folder/apt/cache" -o "Dir::State::status=$folder/apt/status" -o APT::Architecture=amd64
         -o APT::Install-Recommends=false -o APT::Sandbox::User=root -o Debug::NoLocking=1)
apt-get "${options[@]}" update
apt-get "${options[@]}" -y --download-only install llama.cpp-tools
for package in "$folder"/apt/cache/archives/*.deb; do dpkg-deb -x "$package" "$folder/root"; done

libraries=$folder/root/usr/lib/x86_64-linux-gnu
for program in llama-server llama-quantize; do
  cat > "$folder/lib/ollama/$program" <<PROGRAM
#!/bin/sh
export GGML_BACKEND_PATH=$libraries/ggml/backends0/libggml-cpu-x64.so
exec $libraries/ld-linux-x86-64.so.2 --library-path $libraries:$libraries/llama $folder/root/usr/bin/$program "\$@"
PROGRAM
  chmod +x "$folder/lib/ollama/$program"
done
rm -rf "$folder/go" "$folder/go-cache" "$folder/apt"
echo "$folder/bin/ollama"
