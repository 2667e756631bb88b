//! Trees to facts: what Docker and Compose would do with the files of a run.
//!
//! The model answers, rules judge. Each module answers one question. A fact that depends on what
//! is not in the files is [`Value::Unknown`], never a guess. The model reads no disk; other files
//! come through [`Files`].

mod account;
mod authentication;
mod bake;
mod capability;
pub mod command;
pub mod compose;
mod compose_file;
mod confinement;
mod date;
mod docker_daemon;
mod dockerfile;
mod entrance;
pub mod environment;
pub mod files;
mod folder_purpose;
mod host;
mod host_device;
mod host_folder;
mod image;
mod known_image;
mod lifetime;
mod limit;
mod listener;
mod misplaced_data;
mod part_file;
mod persistence;
mod platform;
pub mod project;
mod reach;
mod release;
mod remote_login;
pub mod secret;
mod service;
mod shellcheck;
mod shipped_tool;
mod signal;
mod swarm;
mod system_directory;
mod value;
mod words;
mod workspace;

pub use account::RootReason;
pub use authentication::OpenDoor;
pub use capability::{Capability, CapabilityReach, capability};
pub use confinement::lost_confinement;
pub use date::Date;
pub use dockerfile::{
    Absolute, Base, BaseUser, CacheMount, Code, Configured, CopiedCredentials, CopySource, Dockerfile, DockerfileFacts,
    Instruction, Lists, Missed, Origin, Placed, ShellKind, ShellProgram, Stage, StageGraph, StageUse, StartCommand,
    User, VariableUse, absolute, absolute_path, git_point, is_root,
};
pub use dockerfile::{
    BrokenJson, ExposeFault, ExposedPort, ImageFault, JsonFault, LabelFault, LegacyPair, LooseEquals, RepeatedLabel,
    StartIntervalFault, label_key_fault,
};
pub use dockerfile::{
    CreatedAccount, DeniedChange, ForeignCode, Leftover, Libc, MovedLibraries, RuntimeVersion, StageCopy, StateFolder,
    Unset, VolumePath, is_data_folder, is_systemd,
};
pub use dockerfile::{Installed, LabelForm, NeededSecret, label_form, tells_newest_commit};
pub use environment::{Environment, Reason, Verdict};
pub use files::{FileKind, Files, Input, NoFiles};
pub use folder_purpose::{is_program_path, is_temporary_folder};
pub use host::{RuntimeSocket, runtime_socket};
pub use host_device::{DeviceReach, allows_every_device, device_reach};
pub use host_folder::HostFolder;
pub use image::{ImagePurpose, ImageUse, tag_moves};
pub use known_image::{Family, ImageUser, KnownImage, PortKind, Role, SystemShell, WellKnownPort, known_image};
pub use known_image::{SmallerImage, is_from_known_publisher, smaller_image};
pub(crate) use known_image::{family_of_tag, well_known_port};
pub use lifetime::Together;
pub use limit::{bytes, seconds};
pub use listener::Listener;
pub use platform::{PlatformFault, platform_fault};
pub use project::{Absence, EnvFileView, EnvLineFault, MissingEnvFile, UndefinedVariable, VariantView};
pub use reach::UsedAddress;
pub use release::{Release, releases, successor_of};
pub use remote_login::{RemoteLogin, remote_login};
pub use compose_file::ComposeFile;
pub use service::Service;
pub use shellcheck::ShellFinding;
pub use signal::{is_signal, signal_names};
pub use system_directory::system_directory;
pub use value::Value;
pub use workspace::{Failure, Subject, Workspace, panic_message};
