# What checks in trivy's form import as `data.lib.docker`: the commands of a Dockerfile by their names,
# and the images that its stages are built on.
package lib.docker

commands contains command if {
	some stage in input.Stages
	some command in stage.Commands
}

named(name) := [command | some stage in input.Stages; some command in stage.Commands; command.Cmd == name]

from contains command if some command in named("from")

add contains command if some command in named("add")

arg contains command if some command in named("arg")

cmd contains command if some command in named("cmd")

copy contains command if some command in named("copy")

entrypoint contains command if some command in named("entrypoint")

env contains command if some command in named("env")

expose contains command if some command in named("expose")

healthcheck contains command if some command in named("healthcheck")

label contains command if some command in named("label")

maintainer contains command if some command in named("maintainer")

onbuild contains command if some command in named("onbuild")

run contains command if some command in named("run")

shell contains command if some command in named("shell")

stopsignal contains command if some command in named("stopsignal")

user contains command if some command in named("user")

volume contains command if some command in named("volume")

workdir contains command if some command in named("workdir")

stage_from[name] := command if {
	some stage in input.Stages
	name := stage.Name
	command := stage.Commands[0]
	command.Cmd == "from"
}

stage_user[name] := [command | some command in stage.Commands; command.Cmd == "user"] if {
	some stage in input.Stages
	name := stage.Name
}

stage_healthcheck[name] := [command | some command in stage.Commands; command.Cmd == "healthcheck"] if {
	some stage in input.Stages
	name := stage.Name
}

aliases contains lower(command.Value[2]) if {
	some command in from
	lower(command.Value[1]) == "as"
}

image_names contains command.Value[0] if {
	some command in from
	not lower(command.Value[0]) in aliases
}

last_part(name) := parts[count(parts) - 1] if parts := split(name, "/")

image_tags[name] := tag if {
	some name in image_names
	not contains(name, "@")
	parts := split(last_part(name), ":")
	count(parts) == 2
	tag := parts[1]
}

image_tags[name] := "latest" if {
	some name in image_names
	not contains(name, "@")
	count(split(last_part(name), ":")) == 1
	name != "scratch"
}
